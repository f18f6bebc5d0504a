import { OAuthError } from '@tessera/core'
import type { UserAgent } from '@tessera/core/platform'

/**
 * The page itself goes to the authorization server. What waits for an answer waits for ever, unless the user comes back
 * to this very page from the back-forward cache: then it fails with `sign_in_cancelled`.
 */
export function redirect(): UserAgent {
  return {
    open: request =>
      new Promise((_, reject) => {
        addEventListener('pageshow', ({ persisted }) => {
          if (persisted) reject(new OAuthError('sign_in_cancelled'))
        })
        location.assign(request)
      }),
    close: () => {},
  }
}
