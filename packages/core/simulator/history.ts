import type { Clock } from '../src/ports/clock.js'
import type { GrantRecord, Wanted } from '../src/session/grant-record.js'
import type { Outcome } from '../src/session/obtain.js'
import type { Fault, Step } from './schedule.js'

/** What happened, as somebody tells it who sees every realm, the store and the authorization server at once. */
export type Told =
  | { readonly what: 'read' }
  | { readonly what: 'locked' }
  | { readonly what: 'displaced' }
  | { readonly what: 'sent'; readonly refreshToken: string; readonly want: Wanted; readonly stored: GrantRecord }
  | {
      readonly what: 'heard'
      readonly refreshToken: string
      readonly outcome: Outcome['kind']
      readonly granted: string | undefined
    }
  /** For tokens, with what the client itself has. */
  | { readonly what: 'asked'; readonly want: Wanted; readonly stored: GrantRecord }
  | { readonly what: 'got'; readonly outcome: Outcome['kind'] }
  | { readonly what: 'revoked'; readonly token: string; readonly stored: GrantRecord }
  | { readonly what: 'wrote'; readonly before: GrantRecord; readonly after: GrantRecord }
  | { readonly what: 'met'; readonly step: Step; readonly fault: Fault }
  | { readonly what: 'did'; readonly move: string; readonly rejected?: string | undefined }

export type Happening = Told & { readonly at: number; readonly realm: string }

/** A happening of one kind. */
export type Of<W extends Told['what']> = Extract<Happening, { readonly what: W }>

/** A promise, by its number in docs/rotation.md, was not kept, and how. */
export type Breach = (promise: number, how: string) => void

export interface History {
  readonly happenings: readonly Happening[]
  readonly breaches: readonly string[]
  tell(realm: string, told: Told): void
  readonly broken: Breach
}

/** `check` sees each happening, with all that happened before it, and says what was broken. */
export function history(
  clock: Clock,
  check: (happening: Happening, past: readonly Happening[], broken: Breach) => void,
): History {
  const happenings: Happening[] = []
  const breaches: string[] = []

  function broken(promise: number, how: string): void {
    const breach = `${promise}. ${how}`
    if (!breaches.includes(breach)) breaches.push(breach)
  }

  return {
    happenings,
    breaches,
    tell: (realm, told) => {
      const happening = { ...told, realm, at: clock.monotonic() }
      check(happening, happenings, broken)
      happenings.push(happening)
    },
    broken,
  }
}
