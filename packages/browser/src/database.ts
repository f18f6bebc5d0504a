import { OAuthError } from '@tessera/core'

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

  /** A closed connection refuses to begin a transaction and is replaced, once; after a failed transaction it is not used again. */
  async function begin(mode: IDBTransactionMode, again = true): Promise<IDBTransaction> {
    try {
      connection ??= open()
      return (await connection).transaction(entries, mode, { durability: 'strict' })
    } catch (error) {
      connection = undefined
      if (again) return begin(mode, false)
      throw error
    }
  }

  return async (key, change) => {
    if (!crypto.subtle) throw new OAuthError('insecure_context')
    const transaction = await begin(change ? 'readwrite' : 'readonly')
    return new Promise((resolve, reject) => {
      const place = transaction.objectStore(entries)
      const request = place.get(key)
      request.onsuccess = () => {
        const next = change?.(request.result)
        if (next) place.put(next, key)
      }
      transaction.oncomplete = () => resolve(request.result)
      transaction.onabort = () => {
        connection = undefined
        reject(transaction.error)
      }
    })
  }
}
