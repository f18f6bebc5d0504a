import { OAuthError } from '../errors.js'

/** Code that is loaded when it is first needed. */
export type Lazy<T> = () => Promise<T>

/** Loads once, but never remembers a failure: a deploy may have replaced the chunk, or the network was away. Rejects with `code_not_loaded`. */
export function lazy<T>(load: () => Promise<T>): Lazy<T> {
  let loaded: Promise<T> | undefined
  return () => {
    loaded ??= load().catch(cause => {
      loaded = undefined
      throw new OAuthError('code_not_loaded', {}, { cause })
    })
    return loaded
  }
}
