/** Port: time, in milliseconds. */
export interface Clock {
  /** Since the epoch of 1970; may jump. */
  wall(): number
  /** Since some moment in this realm's past; never goes back, may stop while the machine sleeps. */
  monotonic(): number
  /** Runs once, later. Returns how to cancel. A background timer does not keep a process alive. */
  after(milliseconds: number, run: () => void, background?: boolean): () => void
}

const longestTimer = 2 ** 31 - 1

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after: (milliseconds, run, background) => {
    const timer = setTimeout(run, Math.min(milliseconds, longestTimer))
    if (background) Reflect.get(Object(timer), 'unref')?.call(timer)
    return () => clearTimeout(timer)
  },
}

/** Resolves after so many milliseconds of this clock. */
export function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise(resolve => clock.after(milliseconds, resolve))
}

/** What the promise resolves to, or `undefined` if that takes longer. The promise goes on. */
export async function within<T>(clock: Clock, milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  let cancel = () => {}
  const late = new Promise<undefined>(resolve => {
    cancel = clock.after(milliseconds, () => resolve(undefined))
  })
  return Promise.race([promise, late]).finally(cancel)
}
