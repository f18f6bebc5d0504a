import { asOAuthError, OAuthError } from '../errors.js'
import type { Store } from '../ports/store.js'
import type { User } from '../token-set.js'
import type { Want } from '../want.js'

/** The number of the format below, the lock's name and the channel's messages: a wire protocol between releases. */
export const schema = 1

/** How a session may end. Everything else keeps it. */
export type EndReason =
  | 'refused'
  | 'expired'
  | 'answer-lost'
  | 'signed-out'
  | 'switched'
  | 'subject-mismatch'
  | 'store-gone'

/** Written before a refresh token is spent, so that whoever comes next knows. */
export interface Intent {
  readonly id: string
  readonly by: string
  /** SHA-256 of the refresh token, base64url. */
  readonly spends: string
  readonly attempt: number
  readonly wallAt: number
}

export interface AccessToken {
  readonly token: string
  readonly type: string
  readonly scope?: string | undefined
  readonly wallAt: number
  readonly expiresIn?: number | undefined
  /** A resource had rejected its predecessor. */
  readonly afterRejection?: true | undefined
}

/** What the store hides at rest. */
export interface Secrets {
  readonly issuer: string
  readonly client: string
  readonly subject?: string | undefined
  readonly user?: User | undefined
  readonly idToken?: string | undefined
  readonly refresh?: string | undefined
  readonly refreshExpiresAt?: number | undefined
  /** Refresh tokens of the same grant that lost a race; promoted when `refresh` is refused. */
  readonly spares: readonly string[]
  /** Which sign-in began it, and those before, newest first: one that was stored unconfirmed is not stored again over its successors. */
  readonly signIn?: string | undefined
  readonly grantScope?: string | undefined
  readonly access: Readonly<Record<string, AccessToken>>
  readonly pendingRevoke: readonly { readonly token: string; readonly wallAt: number }[]
}

/** One grant. `absent`: nothing is stored. `newer`: a later release wrote it. */
export interface GrantRecord {
  readonly version: number
  readonly epoch: number
  readonly state: 'active' | 'absent' | 'newer' | EndReason
  readonly intent: Intent | undefined
  readonly secrets: Secrets
}

/** Where a grant is stored and locked: an issuer, a client, and a slot so that one page can hold two accounts. */
export interface GrantIdentity {
  readonly issuer: string
  readonly client: string
  readonly slot: string
}

/** The key of a grant's record in a store. */
export function grantKey({ issuer, client, slot }: GrantIdentity): string {
  return `grant ${JSON.stringify([issuer, client, slot])}`
}

/** A want and the name under which its access token is kept. */
export interface Wanted extends Want {
  readonly key: string
}

/** Order and repetition of scopes make no difference, nor how many spaces stand between them; everything else does. */
export function wanted({ scope, resource, authorizationDetails }: Want = {}): Wanted {
  const scopes = [...new Set(scope?.match(/[^ ]+/g))].sort()
  const key = JSON.stringify([scopes.join(' '), resource ?? '']) + (authorizationDetails ?? '')
  return { scope, resource, authorizationDetails, key }
}

export function emptyRecord({ issuer, client }: GrantIdentity, state: GrantRecord['state'] = 'absent'): GrantRecord {
  const secrets = { issuer, client, spares: [], access: {}, pendingRevoke: [] }
  return { version: 0, epoch: 0, state, intent: undefined, secrets }
}

/** Rejects with `storage_failed`. */
export async function readGrant(store: Store, identity: GrantIdentity): Promise<GrantRecord> {
  const entry = await store.get(grantKey(identity)).catch(failed)
  if (!entry) return emptyRecord(identity)
  const { version, clear, sealed } = entry
  const unreadable = { ...emptyRecord(identity, 'store-gone'), version }
  if (!isClear(clear)) return unreadable
  const { epoch, state, intent } = clear
  if (clear.schema > schema) return { ...unreadable, state: 'newer' }
  if (epoch !== Math.abs(epoch)) return unreadable
  return isSecrets(sealed) ? { version, epoch, state, intent, secrets: sealed } : { ...unreadable, epoch }
}

/** The error for callers of a grant in this state. An active one is no longer the grant that they asked about. */
export function whyOver(state: GrantRecord['state']): OAuthError {
  if (state === 'newer') return new OAuthError('storage_newer')
  if (state === 'absent') return new OAuthError('not_signed_in')
  return new OAuthError('session_ended', { reason: state === 'active' ? 'switched' : state })
}

/** Whether another subject is known now than before; nobody at all is not another one. */
export function isSwitched(before: string | undefined, now: string | undefined): boolean {
  return before !== undefined && now !== undefined && before !== now
}

function failed(cause: unknown): never {
  throw asOAuthError(cause, 'storage_failed')
}

interface Clear {
  readonly schema: number
  readonly epoch: number
  readonly state: 'active' | EndReason
  readonly intent: Intent | undefined
}

function isClear(value: unknown): value is Clear {
  return isObject(value) && typeof value.schema === 'number'
}

/** All that is relied on is there: a record that was damaged is as good as gone, and keeps nobody from signing in. */
function isSecrets(value: unknown): value is Secrets {
  if (!isObject(value)) return false
  const { access, pendingRevoke, spares, refresh = '', signIn = '' } = value
  if (!isObject(access) || !Array.isArray(pendingRevoke) || !Array.isArray(spares)) return false
  const kept = [...Object.values(access), ...pendingRevoke].map(token => isObject(token) && token.token)
  return [refresh, signIn, ...spares, ...kept].every(text => typeof text === 'string')
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return value instanceof Object
}
