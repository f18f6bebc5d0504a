import { OAuthError } from '../errors.js'
import { throwIfRefused } from '../messages/error-response.js'
import { jsonObject } from '../messages/json.js'
import { parseServerMetadata, type ServerMetadata } from '../messages/server-metadata.js'
import { secureUrl } from '../secure-url.js'
import { repeatableRequest } from './repeatable-request.js'
import { getRequest, type RequestOptions } from './request.js'

/**
 * Asks an issuer for its metadata: first where OpenID Connect Discovery §4 keeps it, then where RFC 8414 §3 does.
 * Throws `discovery_invalid` when neither place has it, `issuer_mismatch` when it speaks for another issuer,
 * `insecure_url`, and whatever keeps a request from being answered.
 */
export async function discover(issuer: string, options: RequestOptions = {}): Promise<ServerMetadata> {
  const url = secureUrl(issuer, 'issuer')
  if (url.search || url.hash) throw new OAuthError('invalid_options', { name: 'issuer' })
  const path = url.pathname.replace(/\/$/, '')
  const places = [`${path}/.well-known/openid-configuration`, `/.well-known/oauth-authorization-server${path}`]
  for (const place of places) {
    const answer = await repeatableRequest(getRequest(url.origin + place), options)
    if (answer.status < 300) return parseServerMetadata(jsonObject(answer.text), issuer)
    throwIfRefused(answer)
  }
  throw new OAuthError('discovery_invalid', { origin: url.origin, reason: 'not found' })
}
