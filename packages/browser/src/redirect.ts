import { OAuthError } from '@tessera/core'
import type { UserAgent } from '@tessera/core/platform'
import { withResumeAt } from './landing.js'

/**
 * The page itself goes to the authorization server. What waits for an answer waits for ever, unless the user comes back
 * to this very page from the back-forward cache: then it fails with `authorization_refused` and `reason=came_back`.
 */
export function redirect(): UserAgent {
  return {
    open: authorizationRequest =>
      new Promise((_, reject) => {
        addEventListener('pageshow', ({ persisted }) => {
          if (persisted) reject(new OAuthError('authorization_refused', { reason: 'came_back' }))
        })
        location.assign(authorizationRequest)
      }),
    clean: (address, resumeAt) => history.replaceState(withResumeAt(resumeAt), '', address),
  }
}
