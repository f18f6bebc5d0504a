import { OAuthError } from '@tessera/core'
import { type Store, schema } from '@tessera/core/platform'

interface Kept {
  readonly version: number
  readonly clear?: unknown
  readonly iv?: unknown
  readonly sealed?: unknown
}

const entries = 'entries'
const algorithm = { name: 'AES-GCM', length: 256 }

/** Entries have strings for keys; a number collides with none. */
const sealingKeyAt = 0

/**
 * A store in IndexedDB, shared by the tabs of an origin, with secrets sealed by a key that scripts cannot export. A call
 * rejects with `insecure_context` where the page has no Web Cryptography, and with the database's own error when that fails.
 */
export function indexedDbStore(): Store {
  let connection: Promise<IDBDatabase> | undefined

  /** The version is never raised: an old tab would block the new one. So opening is never blocked, either. */
  function open(): Promise<IDBDatabase> {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open('tessera', 1)
      request.onupgradeneeded = () => request.result.createObjectStore(entries)
      request.onerror = () => reject(request.error)
      request.onsuccess = () => {
        const database = request.result
        database.onversionchange = () => database.close()
        resolve(database)
      }
    })
  }

  /**
   * What was found under the key, once what `change` makes of it, if anything, is durably in its place. A connection that
   * was closed refuses to begin a transaction and is replaced, once; one on which a transaction failed is not used again.
   */
  async function visit(key: IDBValidKey, change?: (found: unknown) => unknown, again = true): Promise<unknown> {
    if (!crypto.subtle) throw new OAuthError('insecure_context')
    let transaction: IDBTransaction
    try {
      connection ??= open()
      transaction = (await connection).transaction(entries, change ? 'readwrite' : 'readonly', { durability: 'strict' })
    } catch (error) {
      connection = undefined
      if (again) return visit(key, change, false)
      throw error
    }
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

  /** Read anew each time: whoever deletes the database deletes the key, too. Of several to make one, the first wins. */
  async function sealingKey(made?: CryptoKey): Promise<CryptoKey> {
    const found = await visit(sealingKeyAt, made && (found => !found && made))
    if (found instanceof CryptoKey) return found
    return made ?? sealingKey(await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt']))
  }

  return {
    get: async key => {
      const found = await visit(key)
      if (!isKept(found)) return undefined
      const { version, clear, iv, sealed } = found
      const by = await sealingKey()
      return { version, clear, sealed: await unseal(key, by, iv, sealed).catch(() => undefined) }
    },
    compareAndSwap: async (key, expected, { version, clear, sealed }) => {
      const by = await sealingKey()
      const iv = crypto.getRandomValues(new Uint8Array(12)).buffer
      // Finished before the transaction opens: waiting for cryptography inside would end it in Firefox and WebKit.
      const box = await crypto.subtle.encrypt(sealing(key, iv), by, encode(JSON.stringify(sealed)))
      const isExpected = (found: unknown) => (isKept(found) ? found.version : 0) === expected
      const found = await visit(key, found => isExpected(found) && { version, clear, iv, sealed: box })
      if (!isExpected(found)) return false
      const sender = channel()
      sender?.postMessage({ key })
      sender?.close()
      return true
    },
    watch: (key, listener) => {
      const receiver = channel()
      if (receiver) receiver.onmessage = ({ data }) => data?.key === key && listener()
      return () => receiver?.close()
    },
  }
}

function isKept(value: unknown): value is Kept {
  return value instanceof Object && 'version' in value && typeof value.version === 'number'
}

function sealing(key: string, iv: ArrayBuffer): AesGcmParams {
  return { ...algorithm, iv, additionalData: encode(key) }
}

async function unseal(key: string, by: CryptoKey, iv: unknown, sealed: unknown): Promise<unknown> {
  if (!(iv instanceof ArrayBuffer && sealed instanceof ArrayBuffer)) return undefined
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(sealing(key, iv), by, sealed)))
}

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}

/** None where nothing is stored: on a server it would keep the process alive. */
function channel(): BroadcastChannel | undefined {
  return globalThis.indexedDB && globalThis.BroadcastChannel && new BroadcastChannel(`tessera.${schema}`)
}
