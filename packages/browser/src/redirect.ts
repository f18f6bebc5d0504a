import { OAuthError } from '@tessera/core'
import { type Clock, systemClock, type UserAgent } from '@tessera/core/platform'
import { departUnasked } from './departures.js'

/** How long, in milliseconds, a click may still belong to what sent the page away. */
const hesitation = 2_000
/** How long, in milliseconds, a server may take until its page takes the place of this one. */
const patience = 30_000

/**
 * The page itself goes to the authorization server. What waits for an answer waits for ever, unless the user is still on this very
 * page, as after a stopped navigation: then it fails with `sign_in_cancelled`. A page that leaves after all is not kept from it. One that
 * leaves again and again by itself to sign in fails with `sign_in_loop`.
 */
export function redirect(clock: Clock = systemClock): UserAgent {
  return {
    open: async (request, state) => {
      if (state !== undefined && !isAsked()) departUnasked(clock)
      leaveFor(request)
      await stillHere(clock)
      throw new OAuthError('sign_in_cancelled')
    },
    close: () => {},
  }
}

/**
 * Going back leads to this page for users who have just done something here. One that leaves by itself would only send them away
 * again, so the request takes its place.
 */
function leaveFor(request: string): void {
  if (isAsked()) location.assign(request)
  else location.replace(request)
}

function isAsked(): boolean {
  return navigator.userActivation?.isActive ?? true
}

/** Back from the back-forward cache; used again, a while after it should have left; or not left after a longer while. */
async function stillHere(clock: Clock): Promise<void> {
  const watch = new AbortController()
  await new Promise<void>(resolve => {
    const listen = (type: string, heed: (event: Event) => void) =>
      addEventListener(type, heed, { capture: true, signal: watch.signal })
    listen('pageshow', event => event instanceof PageTransitionEvent && event.persisted && resolve())
    clock.after(hesitation, () => {
      for (const type of ['pointerdown', 'keydown']) listen(type, () => resolve())
    })
    clock.after(patience, resolve)
  })
  watch.abort()
}
