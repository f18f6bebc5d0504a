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

/** The platform's clocks and timers. */
export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after: (milliseconds, run, background) => {
    const timer = setTimeout(run, Math.min(milliseconds, longestTimer))
    if (background) Object(timer).unref?.()
    return () => clearTimeout(timer)
  },
}
