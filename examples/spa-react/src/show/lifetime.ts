/** Seconds of an access token. */
export interface Lifetime {
  readonly left: number
  readonly whole: number
}

/** Reads what only this server's tokens say of themselves. An app need not look: it asks for a token, and sends it. */
export function lifetimeOf(token: string, now = Date.now()): Lifetime {
  const [, payload = ''] = token.split('.')
  const { iat, exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
  return { left: Math.max(0, Math.round(exp - now / 1_000)), whole: exp - iat }
}
