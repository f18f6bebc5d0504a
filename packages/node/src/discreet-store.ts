import { isOAuthError, OAuthError } from '@tessera/core'
import { type Store, wordsOf } from '@tessera/core/platform'

/**
 * The same store, which tells by words alone why it fails: the client of a database may note on its errors what was to be written. A
 * parser's words are left out, too: they quote what could not be read.
 */
export function discreetStore(store: Store): Store {
  return {
    get: key => discreetly(() => store.get(key)),
    compareAndSwap: (...asked) => discreetly(() => store.compareAndSwap(...asked)),
    watch: (...asked) => store.watch(...asked),
  }
}

async function discreetly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (failure) {
    if (isOAuthError(failure)) throw failure
    const cause = failure instanceof SyntaxError ? undefined : wordsOf(failure)
    throw new OAuthError('storage_failed', {}, { cause })
  }
}
