import { isOAuthError, OAuthError } from '@tessera/core'

const entries = 'entries'
const patience = 10_000

/** What was found under the key, once what `change` makes of it, if anything, is durably in its place. */
export type Visit = (key: IDBValidKey, change?: (found: unknown) => unknown) => Promise<unknown>

/** One database of an origin, for good: its version is never raised, because an old tab would block the new one. */
export function database(): Visit {
  let connection: Promise<IDBDatabase> | undefined

  function open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      // It would wait for ever behind a deletion that another tab holds up.
      setTimeout(() => reject(new OAuthError('storage_failed', { reason: 'blocked' })), patience)
      const request = indexedDB.open('tessera', 1)
      request.onupgradeneeded = () => request.result.createObjectStore(entries)
      request.onerror = () => reject(request.error)
      request.onsuccess = () => {
        const opened = request.result
        opened.onversionchange = () => opened.close()
        resolve(opened)
      }
    })
  }

  async function visit(...[key, change]: Parameters<Visit>): Promise<unknown> {
    try {
      connection ??= open()
      const mode = change ? 'readwrite' : 'readonly'
      const transaction = (await connection).transaction(entries, mode, { durability: 'strict' })
      return await new Promise((resolve, reject) => {
        const place = transaction.objectStore(entries)
        const request = place.get(key)
        request.onsuccess = () => {
          const next = change?.(request.result)
          if (next) place.put(next, key)
        }
        transaction.oncomplete = () => resolve(request.result)
        transaction.onabort = () => reject(transaction.error)
      })
    } catch (error) {
      connection = undefined
      throw error
    }
  }

  /** Tried twice, on a new connection: one that was closed refuses every transaction, and what failed once need not fail again. */
  return async (...asked) => {
    if (!crypto.subtle) throw new OAuthError('insecure_context')
    return visit(...asked).catch(error => {
      if (isOAuthError(error)) throw error
      return visit(...asked)
    })
  }
}
