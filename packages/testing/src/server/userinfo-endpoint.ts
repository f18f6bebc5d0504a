import { json } from './answer.js'
import { bearer } from './bearer.js'
import type { Endpoint } from './ground.js'
import { Refusal } from './refusal.js'
import { claimsOf } from './users.js'

/** OpenID Connect Core §5.3, with the errors of RFC 6750 §3.1. */
export const userinfoEndpoint: Endpoint = async ({ users, accessTokens }, request) => {
  const token = bearer(accessTokens, request)
  if (!token)
    throw new Refusal('invalid_token', 'there is no access token that is good', 401, 'Bearer error="invalid_token"')
  const { subject, scope } = token
  if (subject === undefined || !scope.split(' ').includes('openid'))
    throw new Refusal(
      'insufficient_scope',
      'the scope lacks openid',
      403,
      'Bearer error="insufficient_scope", scope="openid"',
    )
  return json(claimsOf(users, subject, scope))
}
