/** One line of the report: what was measured, what it may be, and whether that holds. */
export interface Measured {
  readonly what: string
  readonly figure: string
  /** Where there is one. */
  readonly budget?: { readonly text: string; readonly isMet: boolean }
}

export function atMost(what: string, figure: number, most: number, unit: string): Measured {
  return { what, figure: told(figure, unit), budget: { text: `≤ ${told(most, unit)}`, isMet: figure <= most } }
}

export function atLeast(what: string, figure: number, least: number, unit: string): Measured {
  return { what, figure: told(figure, unit), budget: { text: `≥ ${told(least, unit)}`, isMet: figure >= least } }
}

/** A figure to compare with, without a budget. */
export function seen(what: string, figure: number, unit: string): Measured {
  return { what, figure: told(figure, unit) }
}

/** a ÷ b: the least disturbed of many short runs of each, taken in turns so that a busy machine troubles both alike. */
export async function ratio(a: () => Promise<number>, b: () => Promise<number>, runs = 41): Promise<number> {
  let [bestOfA, bestOfB] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  for (let run = 0; run < runs; run++) {
    bestOfA = Math.min(bestOfA, await a())
    bestOfB = Math.min(bestOfB, await b())
  }
  return bestOfA / bestOfB
}

/** Milliseconds that so many calls take, one after the other. */
export async function time(calls: number, call: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  for (let done = 0; done < calls; done++) await call()
  return performance.now() - began
}

function told(figure: number, unit: string): string {
  return `${figure.toLocaleString('en', { maximumFractionDigits: 2 })}${unit}`
}
