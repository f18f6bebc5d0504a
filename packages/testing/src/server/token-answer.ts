import type { Granted } from './access-tokens.js'
import type { Family } from './families.js'
import type { Ground } from './ground.js'
import { idToken } from './id-token.js'

/** What the token endpoint answers (RFC 6749 §5.1), in the wire's own spelling. */
export interface TokenAnswer {
  readonly access_token: string
  readonly token_type: 'Bearer'
  /** Seconds. */
  readonly expires_in: number
  /** Unless it is empty. */
  readonly scope?: string
  readonly refresh_token?: string
  readonly id_token?: string
}

/** An access token and nothing else. */
export function accessAnswer({ accessTokens }: Ground, granted: Granted, isAlive?: () => boolean): TokenAnswer {
  return {
    access_token: accessTokens.issue(granted, isAlive),
    token_type: 'Bearer',
    expires_in: Math.floor(accessTokens.lifetime / 1000),
    ...(granted.scope && { scope: granted.scope }),
  }
}

/** What a user's grant gives: an access token for some of it, a refresh token for all of it, and with `openid` an id_token. */
export async function familyAnswer(
  ground: Ground,
  family: Family,
  wanted: Partial<Pick<Granted, 'scope' | 'resources'>> & { readonly nonce?: string | undefined } = {},
): Promise<TokenAnswer> {
  const { nonce, ...narrowed } = wanted
  const answer = accessAnswer(ground, { ...family, ...narrowed }, () => ground.families.isAlive(family))
  const refresh_token = ground.families.issue(family)
  if (!family.scope.split(' ').includes('openid')) return { ...answer, refresh_token }
  const accessToken = answer.access_token
  return { ...answer, refresh_token, id_token: await idToken(ground, family, { accessToken, nonce }) }
}
