import type { Clock } from './clock.js'

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
