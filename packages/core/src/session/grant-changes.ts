import { randomId, sha256 } from '../digest.js'
import { OAuthError } from '../errors.js'
import type { TokenSet } from '../token-set.js'
import type { AccessToken, EndReason, GrantRecord, Intent, Secrets, Wanted } from './grant-record.js'

/** The note left before a refresh token is spent. Spending the same token again counts as a further attempt, confirming a refusal does not. */
export async function intentTo(
  spend: string,
  { before, confirms }: { readonly before: Intent | undefined; readonly confirms: boolean },
  by: string,
  wallAt: number,
): Promise<Intent> {
  const spends = await sha256(spend)
  const attempts = before?.spends === spends ? before.attempt : 0
  return { id: randomId(), by, spends, attempt: confirms && attempts > 0 ? attempts : attempts + 1, wallAt }
}

/**
 * What the record is to an answer that was asked for on `base`: unreadable, that of a grant which is over, the very one it
 * was asked for on, one that another answer has renewed meanwhile, or one that ended for want of this answer.
 */
export type Standing = 'unreadable' | 'over' | 'current' | 'overtaken' | 'revivable'

/** `again`: tokens are asked for without a refresh token, so that there is nothing to be over. */
export function standing(now: GrantRecord, base: GrantRecord, again: boolean): Standing {
  if (now.state === 'newer' || (now.state === 'absent' && !again)) return 'unreadable'
  if (!again && now.epoch !== base.epoch) return 'over'
  if (now.state === 'active') return now.secrets.refresh === base.secrets.refresh ? 'current' : 'overtaken'
  const isMissed = isDoubted(now) && now.intent?.spends === base.intent?.spends
  return again || isMissed ? 'revivable' : 'over'
}

/** An answer of the token endpoint, and what was asked. */
export interface Answer {
  readonly want: Wanted
  readonly tokens: TokenSet
  /** A resource had rejected the access token before it. */
  readonly afterRejection: boolean
}

/** The record with an answer on these secrets: what the answer omits stays, an expiry never does. */
export function granted(record: GrantRecord, secrets: Secrets, answer: Answer, wallAt: number): GrantRecord {
  const { tokens } = answer
  const { receivedAt } = tokens
  const renewed: Secrets = {
    ...withAccess(secrets, answer),
    subject: tokens.user?.sub ?? secrets.subject,
    user: tokens.user ?? secrets.user,
    idToken: tokens.idToken ?? secrets.idToken,
    refresh: tokens.refreshToken ?? secrets.refresh,
    refreshExpiresAt: tokens.refreshToken ? endOf(receivedAt, tokens.refreshExpiresIn) : secrets.refreshExpiresAt,
  }
  return { ...record, epoch: record.epoch || wallAt, state: 'active', intent: undefined, secrets: renewed }
}

function withAccess(secrets: Secrets, { want, tokens, afterRejection }: Answer): Secrets {
  const { accessToken, tokenType, scope = want.scope ?? secrets.grantScope, receivedAt, expiresIn } = tokens
  const access: AccessToken = {
    token: accessToken,
    type: tokenType,
    scope,
    wallAt: receivedAt,
    expiresIn,
    afterRejection: afterRejection || undefined,
  }
  return { ...secrets, access: { ...secrets.access, [want.key]: access } }
}

/** So many are known not to be stored a second time. */
const rememberedSignIns = 4

/** A sign-in that was answered. `silentSince`: the epoch in which it began, where the user took no part in it. */
export interface SignedIn {
  readonly id: string
  readonly want: Wanted
  readonly tokens: TokenSet
  readonly silentSince?: number | undefined
}

/**
 * The record of a new sign-in. The tokens before it are left to be revoked; or its own, where it was silent, and somebody has signed in
 * or out since it began. Throws `storage_newer`.
 */
export function begun(
  record: GrantRecord,
  { id, want, tokens, silentSince = Number.POSITIVE_INFINITY }: SignedIn,
  wallAt: number,
): GrantRecord {
  const signIns = record.secrets.signIn?.split('\n') ?? []
  if (signIns.includes(id)) return record
  if (record.state === 'newer') throw new OAuthError('storage_newer')
  if (record.epoch > silentSince) return toRevoke(record, [tokens.refreshToken ?? tokens.accessToken], wallAt)
  const { epoch, secrets } = toRevoke(ended(record, 'switched', wallAt), revocable(record.secrets), wallAt)
  const grantScope = tokens.scope ?? want.scope
  return granted(
    { ...record, epoch: epoch && epoch + 1 },
    { ...secrets, grantScope, signIn: [id, ...signIns].slice(0, rememberedSignIns).join('\n') },
    { want, tokens, afterRejection: false },
    wallAt,
  )
}

/** The record of a grant that was ended on purpose: a later answer cannot revive it, and its tokens are left to be revoked. */
export function closed(record: GrantRecord, state: EndReason, revoke: readonly string[], wallAt: number): GrantRecord {
  if (record.state === 'newer' || record.state === 'absent') return record
  if (record.state !== 'active' && !isDoubted(record)) return toRevoke(record, revoke, wallAt)
  const over = ended({ ...record, epoch: record.epoch + 1, intent: undefined }, state, wallAt)
  return toRevoke(over, [...revoke, ...revocable(record.secrets)], wallAt)
}

/** It ended because the authorization server refused it, which an answer that is still on its way may disprove. */
function isDoubted({ state }: GrantRecord): boolean {
  return state === 'refused' || state === 'answer-lost'
}

/** Signing out of this grant. Whoever signed in since then stays, even if storing this had not been confirmed. */
export function closing(before: GrantRecord, reason: EndReason, wallAt: number): (now: GrantRecord) => GrantRecord {
  const tokens = revocable(before.secrets)
  let epoch = Number.POSITIVE_INFINITY
  return now => {
    if (now.state === 'active' && now.epoch > epoch) return toRevoke(now, tokens, wallAt)
    const next = closed(now, reason, tokens, wallAt)
    epoch = next.epoch
    return next
  }
}

/** The record of a grant that is over, without any token that could still be used. */
export function ended(record: GrantRecord, state: EndReason, wallAt: number): GrantRecord {
  const { issuer, client, pendingRevoke, signIn } = record.secrets
  return toRevoke(
    { ...record, state, secrets: { issuer, client, signIn, spares: [], access: {}, pendingRevoke } },
    [],
    wallAt,
  )
}

const day = 86_400_000

/** Leaves tokens to be revoked, newest first. What could not be revoked within a day is forgotten. */
export function toRevoke(record: GrantRecord, tokens: readonly string[], wallAt: number): GrantRecord {
  const added = [...new Set(tokens)].map(token => ({ token, wallAt }))
  const pending = record.secrets.pendingRevoke.filter(
    ({ token, wallAt: since }) => wallAt - since < day && !tokens.includes(token),
  )
  return { ...record, secrets: { ...record.secrets, pendingRevoke: [...added, ...pending] } }
}

/** The record as one realm knows it before the store does: there is nothing to revoke yet. */
export function unrevoked(record: GrantRecord): GrantRecord {
  return { ...record, secrets: { ...record.secrets, pendingRevoke: [] } }
}

/** The record without those that were revoked. */
export function revoked(record: GrantRecord, tokens: readonly string[], left: readonly string[]): GrantRecord {
  const isOpen = ({ token }: { readonly token: string }) => left.includes(token) || !tokens.includes(token)
  if (record.secrets.pendingRevoke.every(isOpen)) return record
  return { ...record, secrets: { ...record.secrets, pendingRevoke: record.secrets.pendingRevoke.filter(isOpen) } }
}

/** The tokens whose revocation ends a grant: its refresh tokens, or its access tokens where it has none. */
export function revocable({ refresh, spares, access }: Secrets): readonly string[] {
  return refresh ? [refresh, ...spares] : Object.values(access).map(({ token }) => token)
}

/** The record without that intent, which was not carried out. */
export function withoutIntent(record: GrantRecord, intent: Intent | undefined): GrantRecord {
  if (!intent || record.intent?.id !== intent.id) return record
  return { ...record, intent: intent.attempt > 1 ? { ...intent, attempt: intent.attempt - 1 } : undefined }
}

/**
 * The record with the answer of a realm that was overtaken: its refresh token, of the same grant, for the day when the record's
 * own is refused, and its access token, because it is about to be handed out.
 */
export function withSpare(record: GrantRecord, { want, tokens }: Answer, wallAt: number): GrantRecord {
  const { refresh, spares } = record.secrets
  const spare = tokens.refreshToken
  const isKnown = !spare || spare === refresh || spares.includes(spare)
  const secrets = { ...record.secrets, spares: isKnown ? spares : [spare, ...spares] }
  const kept = record.secrets.access[want.key]
  const keeps = kept && kept.wallAt >= tokens.receivedAt && kept.wallAt <= wallAt
  return { ...record, secrets: keeps ? secrets : withAccess(secrets, { want, tokens, afterRejection: false }) }
}

/** The refresh token gives way to a spare, or to none. */
export function withNextSpare({ secrets, ...record }: GrantRecord): GrantRecord {
  const [refresh, ...spares] = secrets.spares
  return { ...record, intent: undefined, secrets: { ...secrets, refresh, spares } }
}

function endOf(receivedAt: number, lifetime: number | undefined): number | undefined {
  return lifetime === undefined ? undefined : receivedAt + lifetime
}
