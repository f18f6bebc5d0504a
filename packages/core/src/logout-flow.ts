import type { SignOutOptions } from './auth-surface.js'
import { type ClientGround, knownClient } from './client.js'
import { isOAuthError } from './errors.js'
import { logoutRequest } from './messages/logout-request.js'
import { within } from './ports/pause.js'
import type { UserAgent } from './ports/user-agent.js'
import type { Lazy } from './session/lazy.js'
import type { Session } from './session/session.js'

/** How long the user waits at most for revocations, in milliseconds, before going on to the authorization server. */
const patience = 3_000

export interface LogoutGround {
  readonly session: Pick<Session, 'load'>
  readonly client: ClientGround
  readonly late: Lazy<{ readonly userAgent: UserAgent }>
  readonly redirectUri: string
}

/** Ends the session, and then the one at the authorization server if that was asked for (OpenID Connect RP-Initiated Logout §2). */
export async function leave(asked: SignOutOptions | object, ground: LogoutGround): Promise<void> {
  const { session, client, late, redirectUri } = ground
  const [rotation, { userAgent }] = await Promise.all([session.load(), late()])
  const { idToken } = rotation.view().record.secrets
  const ended = rotation.end('signed-out')
  if (!('atProvider' in asked && asked.atProvider)) return ended
  const registration = await knownClient(client).registration()
  const address = logoutRequest(registration, { idToken, postLogoutRedirectUri: redirectUri })
  await within(client.clock, patience, ended)
  await userAgent.open(address).catch(turnedAway)
}

/** Some servers end at a page of their own, which the user closes: that is no failure. */
function turnedAway(thrown: unknown): void {
  if (!isOAuthError(thrown) || thrown.code !== 'sign_in_cancelled') throw thrown
}
