import { App } from '@capacitor/app'
import { Browser } from '@capacitor/browser'
import { OAuthError } from '@tessera/core'
import type { UserAgent } from '@tessera/core/platform'
import { aborted } from './aborted.js'
import { isAnswer, type Links } from './links.js'

/**
 * The system's browser in front of the app (RFC 8252 §6). The answer comes back by a link to the redirect URI; other links are
 * left alone. A second request takes the place of the first, which is then cancelled.
 */
export function systemBrowser(links: Links, redirectUri: string): UserAgent {
  let cancel = (): void => {}
  let hide = (): Promise<void> => Promise.resolve()

  return {
    open: async (request, state) => {
      cancel()
      const turning = new AbortController()
      const turnAway = () => turning.abort(new OAuthError('sign_in_cancelled'))
      cancel = turnAway
      await hide()
      const answer = links.next(address => isAnswer(address, redirectUri, state))
      const stopWatching = await whenTurningAway(turnAway)
      try {
        turning.signal.throwIfAborted()
        const opened = Browser.open({ url: request })
        // One that is still on its way into sight cannot be closed.
        hide = () => opened.then(() => Browser.close()).catch(() => {})
        return await Promise.race([answer.address, aborted(turning.signal), failing(opened)])
      } finally {
        answer.stop()
        stopWatching()
        if (!turning.signal.aborted) {
          const hidden = hide()
          hide = () => hidden
        }
      }
    },
    close: () => {},
  }
}

/** That the browser is shown is no answer. */
function failing(opened: Promise<void>): Promise<never> {
  return new Promise((_, reject) => {
    opened.catch(cause => reject(new OAuthError('browser_not_shown', {}, { cause })))
  })
}

/**
 * Calls back when the browser is gone and the app in front again. Android hands a link over before it brings the app to the front,
 * and asking for the app's state takes the same way as links do: an answer that comes together with the end was then here.
 */
async function whenTurningAway(turnAway: () => void): Promise<() => void> {
  let isGone = false
  const look = async () => {
    if (isGone && (await App.getState()).isActive) turnAway()
  }
  const listening = await Promise.all([
    Browser.addListener('browserFinished', () => {
      isGone = true
      look()
    }),
    App.addListener('appStateChange', look),
  ])
  return () => {
    for (const { remove } of listening) remove()
  }
}
