import { OAuthError } from '../errors.js'

/** The secret, if it is one. Throws `invalid_options` for an empty one, as of a variable that nobody set. */
export function filledSecret(secret: string): string {
  if (!secret) throw new OAuthError('invalid_options', { name: 'clientSecret' })
  return secret
}

/**
 * How an identifier and a secret are written into a Basic header. `strict` as RFC 6749 §2.3.1 says, in form encoding;
 * `raw` not at all; `minimal` encodes only what would break, which both kinds of servers read alike.
 */
export type SecretEncoding = 'minimal' | 'strict' | 'raw'

const encodings: Readonly<Record<SecretEncoding, (text: string) => string>> = {
  minimal: text => text.replace(/[^!-~]|[%+:]/gu, encodeURIComponent),
  strict: text => new URLSearchParams([['', text]]).toString().slice(1),
  raw: text => text,
}

/** What a Basic header says (RFC 6749 §2.3.1, RFC 7617 §2). */
export function basicCredentials(clientId: string, secret: string, encoding: SecretEncoding): string {
  const encode = encodings[encoding]
  const bytes = new TextEncoder().encode(`${encode(clientId)}:${encode(secret)}`)
  return `Basic ${btoa(String.fromCharCode(...bytes))}`
}
