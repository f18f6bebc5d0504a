import { OAuthError } from './errors.js'

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Throws `insecure_url` unless the address is https, or http on this machine (RFC 8252 §7.3); `invalid_options` if it is none. */
export function secureUrl(address: string, name: string): URL {
  if (!URL.canParse(address)) throw new OAuthError('invalid_options', { name })
  const url = new URL(address)
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.test(url.hostname))) return url
  throw new OAuthError('insecure_url', { name, origin: url.origin })
}
