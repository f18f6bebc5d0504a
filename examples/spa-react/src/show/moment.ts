import type { ErrorCode } from '@tessera/browser'

/** Something that happened to the session, as this tab saw it. */
export type Moment =
  | { readonly kind: 'signed-in' | 'found'; readonly name: string }
  | Renewal
  | { readonly kind: 'waiting'; readonly code: ErrorCode }
  | { readonly kind: 'recovered' | 'signed-out' | 'down' | 'up' | 'armed' | 'lost' }
  | { readonly kind: 'ended'; readonly reason: string }
  | Refusal

interface Renewal {
  readonly kind: 'renewed'
  /** Milliseconds of this tab's request. Absent where another tab made it. */
  readonly took: number | undefined
}

/** A token was refused to so many callers at once. */
export interface Refusal {
  readonly kind: 'refused'
  readonly callers: 1 | 4
  /** Whether all got the same new token, or what they were told instead. */
  readonly outcome: 'served' | ErrorCode
}
