import { unneededQuirk } from '#unneeded-quirk'
import { OAuthError } from '../errors.js'
import type { User } from '../token-set.js'
import { filled, type JsonObject, jsonObject } from './json.js'
import type { Quirks } from './quirks.js'
import { userOf } from './user.js'

/**
 * Reads what the user info endpoint says of a user (OpenID Connect Core §5.3.2).
 * Throws `userinfo_invalid` when it is unreadable or about somebody other than `subject` (§5.3.4).
 */
export function parseUserinfo(text: string, subject: string | undefined, quirks: Quirks = {}): User {
  const answer = jsonObject(text)
  if (!answer) throw new OAuthError('userinfo_invalid', { reason: 'unreadable' })
  return userinfoIn(answer, subject, quirks)
}

/** What these claims say of a user. Throws `userinfo_invalid` when that is somebody else. */
export function userinfoIn(answer: JsonObject, subject: string | undefined, quirks: Quirks = {}): User {
  const claims = quirks.readUserinfo?.(answer) ?? answer
  const { sub: said } = claims
  if (quirks.readUserinfo && answer.sub !== undefined) unneededQuirk('readUserinfo')
  if (quirks.numericSubject && typeof said === 'string') unneededQuirk('numericSubject')
  const sub = filled(quirks.numericSubject && Number.isSafeInteger(said) ? String(said) : said)
  if (!sub || sub !== (subject ?? sub)) throw new OAuthError('userinfo_invalid', { claim: 'sub' })
  return userOf(claims, sub)
}
