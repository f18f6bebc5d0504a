import type { Clock } from '@tessera/core/platform'

/** A clock that stands still until it is turned. */
export interface HandClock {
  readonly clock: Clock
  /** Moves both times on by so many milliseconds. Runs each timer at its due time, and lets promises settle before, between and after. */
  advance(milliseconds: number): Promise<void>
  /** Moves only the wall time, forward or back, as a user, a time server or a sleeping machine does. Runs nothing. */
  jumpWall(milliseconds: number): void
}

interface Timer {
  readonly due: number
  readonly run: () => void
}

/** Starts at this wall time. `quiet` resolves when nothing is left to do but to wait. */
export function handClock(wallAt: number = Date.UTC(2026, 0, 1), quiet: () => Promise<void> = settle): HandClock {
  countCryptography()
  const timers = new Set<Timer>()
  let elapsed = 0
  let offset = wallAt

  function takeNext(until: number): Timer | undefined {
    let next: Timer | undefined
    for (const timer of timers) if (timer.due <= until && !(next && next.due <= timer.due)) next = timer
    if (next) timers.delete(next)
    return next
  }

  return {
    clock: {
      wall: () => offset + elapsed,
      monotonic: () => elapsed,
      after: (milliseconds, run) => {
        const timer = { due: elapsed + Math.max(0, milliseconds), run }
        timers.add(timer)
        return () => timers.delete(timer)
      },
    },
    advance: async milliseconds => {
      const until = elapsed + milliseconds
      await quiet()
      for (let next = takeNext(until); next; next = takeNext(until)) {
        elapsed = Math.max(elapsed, next.due)
        next.run()
        await quiet()
      }
      elapsed = Math.max(elapsed, until)
    },
    jumpWall: milliseconds => {
      offset += milliseconds
    },
  }
}

/** Returns when nothing is left to do but to wait for a clock: microtasks, then tasks, then cryptography. */
export async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 5; quiet = inFlight ? 0 : quiet + 1) await turn()
}

function turn(): Promise<void> {
  return new Promise(resolve => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })
}

let inFlight = 0
let counting = false

/** Web Cryptography answers from other threads, after any number of tasks; so what is under way is counted. */
function countCryptography(): void {
  if (counting) return
  counting = true
  const methods = Object.getPrototypeOf(crypto.subtle)
  for (const name of Object.keys(methods)) {
    const method: unknown = methods[name]
    if (!(method instanceof Function)) continue
    methods[name] = function counted(this: unknown, ...operands: unknown[]) {
      const answer = Promise.resolve(Reflect.apply(method, this, operands))
      inFlight++
      return answer.finally(() => inFlight--)
    }
  }
}
