import { authenticated } from './clients.js'
import type { Endpoint } from './ground.js'
import { formOf, required } from './parameters.js'

/** RFC 7009 §2: a refresh token takes its family along, an access token only itself. Another client's is left as it is. */
export const revocationEndpoint: Endpoint = async ({ clients, families, accessTokens }, request) => {
  const form = await formOf(request)
  const { clientId } = authenticated(clients, request.headers, form)
  const token = required(form, 'token')
  const family = families.find(token)?.family
  if (family?.clientId === clientId) families.end(family)
  if (accessTokens.find(token)?.clientId === clientId) accessTokens.revoke(token)
  return new Response()
}
