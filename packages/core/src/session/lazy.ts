import { asOAuthError } from '../errors.js'

/** Code that is loaded when it is first needed. */
export type Lazy<T> = () => Promise<T>

/** Loads once, but never remembers a failure: a deploy may have replaced the chunk, or the network was away. Rejects with `code_not_loaded`, or with what the code itself said. */
export function lazy<T>(load: () => Promise<T>): Lazy<T> {
  let loaded: Promise<T> | undefined
  return () => {
    loaded ??= load().catch(cause => {
      loaded = undefined
      throw asOAuthError(cause, 'code_not_loaded')
    })
    return loaded
  }
}
