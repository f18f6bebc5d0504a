import type { AddressBar } from '@tessera/core/platform'
import { resumeKey } from './landing.js'

/**
 * The page's own address. Another one is announced as going back would be: that is what routers listen for. The same one is not
 * written: `location` hides the name and password that a page may have been opened with, and no other may be put in their place.
 */
export function pageAddressBar(): AddressBar {
  return {
    here: () => location.href,
    show: (address, resumeAt) => {
      const { href: before, pathname } = location
      history.replaceState(withResumeAt(resumeAt), '', address === before ? undefined : address)
      if (resumeAt !== undefined || location.href === before) return
      // What a router noted for another path is not handed to it: Next.js would go on to show what was there.
      const state = location.pathname === pathname ? history.state : {}
      dispatchEvent(new PopStateEvent('popstate', { state }))
    },
  }
}

/** The state of this page's place in the history, with or without a note of where a reload lands. */
function withResumeAt(resumeAt: string | undefined): unknown {
  const { [resumeKey]: _, ...others } = history.state ?? {}
  return resumeAt === undefined ? others : { ...others, [resumeKey]: resumeAt }
}
