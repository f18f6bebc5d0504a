import { formOf, json } from './answer.js'
import { authenticated } from './clients.js'
import type { Endpoint } from './ground.js'
import { Refusal } from './refusal.js'

/** RFC 7662 §2: every confidential client may ask what an access token is worth, for it may be a resource's own. */
export const introspectionEndpoint: Endpoint = async ({ issuer, clients, accessTokens }, request) => {
  const form = await formOf(request)
  if (authenticated(clients, request.headers, form).clientSecret === undefined) throw new Refusal('invalid_client', 401)
  const token = form.get('token')
  if (!token) throw new Refusal('invalid_request')
  const known = accessTokens.find(token)
  if (!known) return json({ active: false })
  const { clientId, subject, scope, resources, issuedAt, expiresAt } = known
  return json({
    ...{ active: true, iss: issuer, client_id: clientId, sub: subject, scope, token_type: 'Bearer' },
    ...{ iat: Math.floor(issuedAt / 1000), exp: Math.floor(expiresAt / 1000) },
    aud: resources.length > 1 ? resources : resources[0],
  })
}
