import { isOAuthError } from '../errors.js'
import type { Clock } from '../ports/clock.js'
import { pause } from '../ports/pause.js'

const longest = 60_000

/** Milliseconds to wait after so many failures in a row: doubling from one second, with jitter, at most a minute. */
export function backoff(failures: number): number {
  return Math.min(longest, 1_000 * 2 ** (failures - 1)) * (0.5 + Math.random() / 2)
}

/** Tries three times, a little apart, as long as the failure is one that may pass. */
export async function persistently<T>(clock: Clock, attempt: () => Promise<T>, tries = 3): Promise<T> {
  try {
    return await attempt()
  } catch (error) {
    if (tries === 1 || (isOAuthError(error) && !error.retryable)) throw error
    await pause(clock, 400 / tries)
    return persistently(clock, attempt, tries - 1)
  }
}
