/** When the first of many callers asked and when the last was served, in milliseconds since 1970, and what they got. */
export interface Served {
  readonly began: number
  readonly ended: number
  /** Each once. */
  readonly tokens: readonly string[]
}

/** Lets so many callers ask at once, at a moment by the wall clock that other crowds may know, too. */
export type Crowd = (callers: number, moment?: number) => Promise<Served>

export function crowd(ask: () => Promise<string>): Crowd {
  return async (callers, moment = 0) => {
    await new Promise(resolve => setTimeout(resolve, Math.max(0, moment - now())))
    const began = now()
    const got = await Promise.all(Array.from({ length: callers }, ask))
    return { began, ended: now(), tokens: [...new Set(got)] }
  }
}

function now(): number {
  return performance.timeOrigin + performance.now()
}
