import { formOf } from './answer.js'
import { authenticated } from './clients.js'
import type { Endpoint } from './ground.js'
import { Refusal } from './refusal.js'

/** RFC 7009 §2: a refresh token takes its family along. A token of another client, or of nobody, is left as it is. */
export const revocationEndpoint: Endpoint = async ({ clients, families, accessTokens }, request) => {
  const form = await formOf(request)
  const { clientId } = authenticated(clients, request.headers, form)
  const token = form.get('token')
  if (!token) throw new Refusal('invalid_request')
  const family = families.find(token)
  if (family?.clientId === clientId) families.end(family)
  if (accessTokens.find(token)?.clientId === clientId) accessTokens.revoke(token)
  return new Response()
}
