import { isOAuthError } from '../errors.js'
import type { Jwks } from '../messages/key-set.js'
import type { ServerMetadata } from '../messages/server-metadata.js'
import { fetchKeys } from './jwks.js'
import type { RequestOptions } from './request.js'

/** What a caller may set where a server's signature is verified. */
export interface KeyOptions extends RequestOptions {
  /** The server's keys, where the caller has them; otherwise they are fetched, and once more when none fits. */
  readonly keys?: Jwks | undefined
  /** How to get newer ones when none of these fits; they are fetched unless given. */
  readonly newKeys?: (() => Promise<Jwks>) | undefined
}

/** Verifies with the server's keys, and where none of them fits with newer ones: it may have changed them. Rejects as `fetchKeys`. */
export async function withFittingKeys<T>(
  server: ServerMetadata,
  options: KeyOptions,
  verify: (keys: Jwks) => Promise<T>,
): Promise<T> {
  const { newKeys = () => fetchKeys(server, options) } = options
  try {
    return await verify(options.keys ?? (await fetchKeys(server, options)))
  } catch (error) {
    if (!isOAuthError(error) || error.facts.reason !== 'unknown_key') throw error
    return verify(await newKeys())
  }
}
