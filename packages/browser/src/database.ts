import { isOAuthError, OAuthError } from '@tessera/core'

const entries = 'entries'
const patience = 10_000

/** What was found under the key, once what `change` makes of it, if anything, is durably in its place. */
export type Visit = (key: IDBValidKey, change?: Change) => Promise<unknown>

type Change = (found: unknown) => unknown

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

  /** Tried twice, on a new connection: one that was closed refuses every transaction, and what failed once need not fail again. */
  async function visit(key: IDBValidKey, change?: Change, isSecond?: boolean): Promise<unknown> {
    try {
      if (!crypto.subtle) throw new OAuthError('insecure_context')
      connection ??= open()
      const opened = await connection
      return await new Promise((resolve, reject) => {
        const transaction = opened.transaction(entries, change ? 'readwrite' : 'readonly', { durability: 'strict' })
        const place = transaction.objectStore(entries)
        const request = place.get(key)
        request.onsuccess = () => {
          const next = change?.(request.result)
          if (next) place.put(next, key)
        }
        if (!change) transaction.commit()
        transaction.oncomplete = () => resolve(request.result)
        transaction.onabort = () => reject(transaction.error)
      })
    } catch (error) {
      connection = undefined
      if (isSecond || isOAuthError(error)) throw error
      return visit(key, change, true)
    }
  }

  return visit
}
