import type { AccessToken, AccessTokens } from './access-tokens.js'

/** What the server knows of the access token in a request (RFC 6750 §2.1); `undefined` when there is none that is good. */
export function bearer({ find }: Pick<AccessTokens, 'find'>, { headers }: Request): AccessToken | undefined {
  const [, token] = /^Bearer (\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
  return token === undefined ? undefined : find(token)
}
