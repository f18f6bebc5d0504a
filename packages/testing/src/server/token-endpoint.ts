import { json } from './answer.js'
import { authenticated } from './clients.js'
import { authorizationCode } from './grants/authorization-code.js'
import { clientCredentials } from './grants/client-credentials.js'
import type { Grant } from './grants/grant.js'
import { password } from './grants/password.js'
import { refreshToken } from './grants/refresh-token.js'
import type { Endpoint } from './ground.js'
import { formOf, required } from './parameters.js'
import { Refusal } from './refusal.js'

export const grants: ReadonlyMap<string, Grant> = new Map([
  ['authorization_code', authorizationCode],
  ['refresh_token', refreshToken],
  ['client_credentials', clientCredentials],
  ['password', password],
])

/** RFC 6749 §3.2. */
export const tokenEndpoint: Endpoint = async (ground, request) => {
  ground.tally.tokenRequests += 1
  const form = await formOf(request)
  const client = authenticated(ground.clients, request.headers, form)
  const grantType = required(form, 'grant_type')
  const grant = grants.get(grantType)
  if (!grant) throw new Refusal('unsupported_grant_type', `grant_type is ${grantType}`)
  return json(await grant(ground, client, form))
}
