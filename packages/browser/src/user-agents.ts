import type { SignInOptions } from '@tessera/core/auth'
import type { UserAgent } from '@tessera/core/platform'
import { popup } from './popup.js'
import { silentIframe } from './silent-iframe.js'

export { handOver } from './handover.js'

/** Another user agent than this page: the window that was opened for it, or a hidden frame. Throws as `popup` or `silentIframe`. */
export function otherUserAgent({ userAgent, prompt }: SignInOptions, opened: Window | null): UserAgent {
  return userAgent === 'popup' ? popup(opened) : silentIframe(prompt)
}
