import { OAuthError } from '@tessera/core'
import { type Fetch, systemFetch } from '@tessera/core/platform'

/**
 * The page's `fetch`. Where CapacitorHttp has replaced it, the native side follows redirects of a POST whatever it is asked, and
 * only the address of the answer tells: such an answer is `redirect_refused`.
 */
export const nativeFetch: Fetch = async (url, init) => {
  const response = await systemFetch(url, init)
  const isElsewhere = response.url !== '' && response.url !== new URL(url).href
  if (init?.method === 'POST' && isElsewhere) throw new OAuthError('redirect_refused', { origin: new URL(url).origin })
  return response
}
