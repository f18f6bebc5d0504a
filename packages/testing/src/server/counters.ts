/** What the server has seen since it was made. */
export interface Counters {
  /** Those that were refused, and those whose answer was dropped, are among them. */
  readonly tokenRequests: number
  /** Spent refresh tokens that came again after the grace window. */
  readonly reuseDetections: number
}

export type Tally = { -readonly [Name in keyof Counters]: Counters[Name] }

export function zero(): Tally {
  return { tokenRequests: 0, reuseDetections: 0 }
}
