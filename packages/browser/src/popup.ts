import { OAuthError } from '@tessera/core'
import type { UserAgent } from '@tessera/core/platform'
import { handedOver } from './handover.js'

const glance = 250
/** How long, in milliseconds, a window may look closed while the user is here again, before it counts as closed. */
const grace = 1_000

/**
 * A window of its own, opened before: that is only allowed within a click. Its answer comes over a channel, because a page with
 * a Cross-Origin-Opener-Policy cannot see its window: it looks closed at once, so what counts is that the user came back.
 * What is shown in it cannot reach this page, which cannot close it while that is of another origin. Throws `popup_blocked` where the
 * browser opened none.
 */
export function popup(opened: Window | null): UserAgent {
  if (!opened) throw new OAuthError('popup_blocked')
  opened.opener = null

  return {
    open: async (request, state = '') => {
      const answer = handedOver(state)
      const watch = new AbortController()
      try {
        opened.location.replace(request)
        return await Promise.race([answer.address, cancelled(opened, watch.signal)])
      } finally {
        watch.abort()
        answer.stop()
      }
    },
    close: () => opened.close(),
  }
}

function cancelled(opened: Window, signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    let since = 0
    const glancing = setInterval(() => {
      since = opened.closed && document.hasFocus() ? since + glance : 0
      if (since > grace) reject(new OAuthError('sign_in_cancelled'))
    }, glance)
    signal.addEventListener('abort', () => clearInterval(glancing))
  })
}
