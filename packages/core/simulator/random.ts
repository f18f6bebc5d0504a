/** Numbers that look random and come again with the same seed. */
export interface Random {
  /** A whole number from 0 up to, not including, `below`. */
  under(below: number): number
  pick<const T>(choices: readonly [T, ...T[]]): T
  /** True in so many of a hundred cases. */
  percent(share: number): boolean
}

/** Mulberry32: small, fast, and good enough to draw schedules from. */
export function random(seed: number): Random {
  let state = seed >>> 0
  function under(below: number): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below)
  }
  return {
    under,
    pick: choices => choices[under(choices.length)] ?? choices[0],
    percent: share => under(100) < share,
  }
}
