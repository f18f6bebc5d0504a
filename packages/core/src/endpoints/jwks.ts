import { OAuthError } from '../errors.js'
import { throwIfRefused } from '../messages/error-response.js'
import { jsonObject } from '../messages/json.js'
import { type Jwks, parseJwks } from '../messages/key-set.js'
import type { ServerMetadata } from '../messages/server-metadata.js'
import { repeatableRequest } from './repeatable-request.js'
import { endpointOf, getRequest, type RequestOptions } from './request.js'

/**
 * Fetches the keys with which a server signs (RFC 7517 §5). Throws `endpoint_missing` when it publishes none,
 * `keys_invalid` when they are unreadable, and whatever keeps a request from being answered.
 */
export async function fetchKeys(server: ServerMetadata, options: RequestOptions = {}): Promise<Jwks> {
  const answer = await repeatableRequest(getRequest(endpointOf(server.jwksUri, 'jwks')), options)
  throwIfRefused(answer)
  if (answer.status >= 300) throw new OAuthError('keys_invalid', { origin: answer.origin, status: answer.status })
  return parseJwks(jsonObject(answer.text))
}
