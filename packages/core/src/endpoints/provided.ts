import { isOAuthError, OAuthError } from '../errors.js'
import { wordsOf } from './network-failure.js'

/**
 * What a function of the caller's gives for a request. Rejects with `credential_unavailable` and the words of the cause, or with the
 * function's own {@link OAuthError}; as `unsent`, for then certainly nothing is sent.
 */
export async function provided<T>(name: string, give: () => T | Promise<T>): Promise<T> {
  try {
    return await give()
  } catch (thrown) {
    if (!isOAuthError(thrown))
      throw new OAuthError('credential_unavailable', { name, unsent: true }, { cause: wordsOf(thrown) })
    const { code, facts, cause, serverError } = thrown
    throw new OAuthError(code, { ...facts, unsent: true }, { cause, serverError })
  }
}
