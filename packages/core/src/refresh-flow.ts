export type { Leave } from './logout-flow.js'

import { type ClientGround, knownClient } from './client.js'
import { isOAuthError, OAuthError } from './errors.js'
import { refreshToken } from './grants/refresh-token.js'
import type { Leave } from './logout-flow.js'
import type { KnownGrant } from './session/known-grant.js'
import { type Lazy, lazy } from './session/lazy.js'
import { type Obtain, outcomeOf } from './session/obtain.js'
import type { Platform } from './session/platform.js'
import { type Rotation, rotation } from './session/rotation.js'

/** A rotation by refresh tokens that its user can leave. */
export interface Refreshing extends Rotation {
  /** Loads how to sign out. Rejects with `code_not_loaded`. */
  readonly leaving: Lazy<Leave>
}

/** Milliseconds for which a late answer is still taken, when nobody waits for it any more: it may hold the only token that is not spent. */
const longestAnswer = 60_000

const repeatable = lazy(() => import('./endpoints/repeatable.js'))

/** Keeps the grant of a user alive by refresh tokens. */
export function refreshing(platform: Platform, known: KnownGrant, client: ClientGround): Refreshing {
  const rotating = rotation(platform, known, refreshFlow(client))
  return { ...rotating, leaving: lazy(async () => (await import('./logout-flow.js')).leavingFrom(rotating, client)) }
}

/** Obtains tokens with a refresh token (RFC 6749 §6) and revokes them (RFC 7009). */
export function refreshFlow(ground: ClientGround): Obtain {
  const client = knownClient(ground)

  /** Whether the token is done with: it is worthless now, or refused for good. */
  async function tryToRevoke(token: string): Promise<boolean> {
    try {
      const [{ revokeToken }, registration] = await Promise.all([repeatable(), client.registration()])
      await revokeToken(registration, token, undefined, ground)
      return true
    } catch (error) {
      return isOAuthError(error) && !error.retryable
    }
  }

  return {
    again: false,
    prepare: async want => {
      if (!ground.wake.online()) throw new OAuthError('offline')
      const registration = await client.registration()
      const keys = await client.doubting(client.keys).catch(() => undefined)
      return async (spent, { user }) => {
        if (spent === undefined) return outcomeOf(new OAuthError('grant_refused'))
        const asked = { ...want, refreshToken: spent, user }
        const refreshed = client.doubting(() =>
          refreshToken(registration, asked, { ...ground, keys, timeout: longestAnswer }),
        )
        return refreshed.then(({ tokens, mismatch, isKeyUnknown }) => {
          if (isKeyUnknown) client.newKeys().catch(() => {})
          return { kind: mismatch ? 'mismatched' : 'granted', tokens }
        }, outcomeOf)
      }
    },
    revoke: async tokens => {
      const left: string[] = []
      for (const token of tokens) if (!(await tryToRevoke(token))) left.push(token)
      return left
    },
  }
}
