import { OAuthError } from './errors.js'

/** Schemes and hosts that nobody on the way can listen to: encrypted, or this machine (RFC 8252 §7.3). */
export const secure: RegExp = /^https:|^http:(localhost|\[::1]|127(\.\d+)+)$/

/** Throws `insecure_url` unless the address is https, or http on this machine (RFC 8252 §7.3); `invalid_options` if it is none. */
export function secureUrl(address: string, name: string): URL {
  if (!URL.canParse(address)) throw new OAuthError('invalid_options', { name })
  const url = new URL(address)
  if (secure.test(url.protocol + url.hostname)) return url
  throw new OAuthError('insecure_url', { name, origin: url.origin })
}

/** Whether an address names a user or a password (RFC 3986 §3.2.1). */
export function hasCredentials(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { username, password } = new URL(address)
  return username !== '' || password !== ''
}
