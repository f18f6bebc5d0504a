import type { SignOutOptions } from './auth-surface.js'
import { type ClientGround, knownClient } from './client.js'
import { isOAuthError } from './errors.js'
import { logoutRequest } from './messages/logout-request.js'
import { within } from './ports/pause.js'
import type { UserAgent } from './ports/user-agent.js'
import type { Rotation } from './session/rotation.js'

/** How long the user waits at most for revocations, in milliseconds, before going on to the authorization server. */
const patience = 3_000

/** Ends the session, and then the one at the authorization server if that was asked for (OpenID Connect RP-Initiated Logout §2). */
export type Leave = (asked: SignOutOptions, userAgent: UserAgent, redirectUri: string) => Promise<void>

export function leavingFrom({ view, end }: Pick<Rotation, 'view' | 'end'>, client: ClientGround): Leave {
  /** Of a session that is over here, but not yet at the server, because that could not be asked where: under the sign-in that had begun it. */
  let left: Readonly<Record<string, string | undefined>> = {}

  return async (asked, userAgent, postLogoutRedirectUri) => {
    const { signIn = '', idToken = left[signIn] } = view().record.secrets
    const ended = end('signed-out')
    if (!asked.atProvider) return ended
    left = { [signIn]: idToken }
    const registration = await knownClient(client).registration()
    const address = logoutRequest(registration, { idToken, postLogoutRedirectUri })
    await within(client.clock, patience, ended)
    await userAgent.open(address).catch(turnedAway)
    left = {}
  }
}

/** Some servers end at a page of their own, which the user closes: that is no failure. */
function turnedAway(thrown: unknown): void {
  if (!isOAuthError(thrown) || thrown.code !== 'sign_in_cancelled') throw thrown
}
