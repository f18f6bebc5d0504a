import { ExceptionCode } from '@capacitor/core'
import { isOAuthError, OAuthError } from '@tessera/core'
import type { UserAgent } from '@tessera/core/platform'
import { aborted } from './aborted.js'
import { isAnswer, type Links } from './links.js'

/**
 * Shows a request in a window that hands the redirect back by itself, as `ASWebAuthenticationSession` does, and answers the address
 * that came back. Rejects when the user turns away; with an `OAuthError` of its own, if it has a better reason.
 */
export type WebAuthenticationSession = (asked: {
  readonly request: string
  readonly redirectUri: string
}) => Promise<string>

/**
 * Such a window in front of the app (RFC 8252 §6). An answer that comes by a link all the same, as on Android, is taken, too. What comes
 * back otherwise, late or forged, is a link like any other.
 */
export function sessionWindow(show: WebAuthenticationSession, links: Links, redirectUri: string): UserAgent {
  let cancel = (): void => {}

  async function shown(request: string, isWanted: (address: string) => boolean): Promise<string> {
    const address: unknown = await show({ request, redirectUri }).catch(turnedAway)
    if (typeof address !== 'string') throw new OAuthError('sign_in_cancelled')
    if (isWanted(address)) return address
    links.tell(address)
    throw new OAuthError('sign_in_cancelled')
  }

  return {
    open: async (request, state) => {
      cancel()
      const turning = new AbortController()
      cancel = () => turning.abort(new OAuthError('sign_in_cancelled'))
      const isWanted = (address: string) => !turning.signal.aborted && isAnswer(address, redirectUri, state)
      const answer = links.next(isWanted)
      try {
        return await Promise.race([answer.address, aborted(turning.signal), shown(request, isWanted)])
      } finally {
        answer.stop()
      }
    },
    close: () => {},
  }
}

/** What a plugin says of a redirect that it did not expect may contain a code: it is nobody's cause. */
function turnedAway(thrown: unknown): never {
  if (isOAuthError(thrown)) throw thrown
  const isMissing = thrown instanceof Object && 'code' in thrown && thrown.code === ExceptionCode.Unimplemented
  throw new OAuthError(isMissing ? 'browser_not_shown' : 'sign_in_cancelled')
}
