/** A kind of token by its short name, or by its URI (RFC 8693 §3). */
export type TokenType = 'access_token' | 'refresh_token' | 'id_token' | 'saml1' | 'saml2' | 'jwt' | (string & {})

const prefix = 'urn:ietf:params:oauth:token-type:'

/** The URI of a kind of token; what is no short name is one already. */
export function tokenTypeUri(type: TokenType): string {
  return type.includes(':') ? type : prefix + type
}

/** The short name of a kind of token, or its URI where it has none. */
export function tokenTypeNamed(uri: string): TokenType {
  const name = uri.startsWith(prefix) ? uri.slice(prefix.length) : ''
  return name === '' || name.includes(':') ? uri : name
}
