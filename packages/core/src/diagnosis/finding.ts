import type { ErrorCode, OAuthError } from '../errors.js'
import { type Explanation, explain, likelyCauses } from '../explain.js'

/** What was looked at. */
export type Check =
  | 'failure'
  | 'discovery'
  | 'issuer'
  | 'endpoints'
  | 'token-endpoint'
  | 'keys'
  | 'signatures'
  | 'clock'
  | 'redirect-uri'
  | 'registration'
  | 'client-authentication'
  | 'secret'
  | 'grant'
  | 'pkce'
  | 'dpop'
  | 'cors'
  | 'secure-context'
  | 'storage'
  | 'locks'
  | 'cookies'

/** What one check came to, in sentences for people. It names addresses and identifiers, and never a secret, a code or a token. */
export type Finding =
  | { readonly check: Check; readonly verdict: 'fine'; readonly says: string }
  | { readonly check: Check; readonly verdict: 'unknown'; readonly says: string }
  | {
      readonly check: Check
      /** `broken` keeps something from working; a `warning` may, some day or for somebody. */
      readonly verdict: 'warning' | 'broken'
      readonly says: string
      readonly do: string
      /** The error in which it shows. */
      readonly code?: ErrorCode
    }

/** What is wrong, and with which error it shows. */
export interface Trouble {
  readonly says: string
  readonly do: string
  readonly code?: ErrorCode
}

/** All is well with this. */
export const fine = (check: Check, says: string): Finding => ({ check, verdict: 'fine', says })

/** It could not be seen from here. */
export const unknown = (check: Check, says: string): Finding => ({ check, verdict: 'unknown', says })

/** It may keep something from working, some day or for somebody. */
export const warning = (check: Check, trouble: Trouble): Finding => ({ check, verdict: 'warning', ...trouble })

/** It keeps something from working. */
export const broken = (check: Check, trouble: Trouble): Finding => ({ check, verdict: 'broken', ...trouble })

const ofNewerRelease: Explanation = {
  why: 'A newer release of the library gives this error.',
  fix: 'Look it up in that release’s docs/errors.md.',
}

/** A failure as `explain` has it, with its facts. */
export function failing(check: Check, error: OAuthError, before = ''): Finding {
  const { code, facts, serverError } = error
  const told = Object.entries({ ...facts, unsent: undefined, serverError }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: ${value}`],
  )
  const { why, fix } = explain[code] ?? ofNewerRelease
  const says = [before, why, told.length > 0 && `(${told.join(', ')})`].filter(Boolean).join(' ')
  return broken(check, { says, do: fix, code })
}

/** What somebody has met, and what it most often comes from, where that is known. */
export function explained(error: OAuthError): Finding {
  const finding = failing('failure', error)
  const causes = likelyCauses[error.code]
  return causes ? { ...finding, says: `${finding.says} Likely causes: ${causes.join('; ')}.` } : finding
}
