import { lazy, type Store, schema } from '@tessera/core/platform'
import { database } from './database.js'
import { isKept, sealing, sealingKeyAt } from './kept-entry.js'

/** Only signing in, renewing and signing out write. */
const writing = lazy(async () => (await import('./late-ports.js')).sealedWrite)

/**
 * A store in IndexedDB, shared by the tabs of an origin, with secrets sealed by a key that scripts cannot export. A call
 * rejects with `insecure_context` where the page has no Web Cryptography, and with the database's own error when that fails.
 */
export function indexedDbStore(): Store {
  const visit = database()
  return {
    get: async key => {
      const [found, by] = await Promise.all([visit(key), visit(sealingKeyAt)])
      if (!isKept(found)) return undefined
      const { version, clear, iv, sealed } = found
      return { version, clear, sealed: await unseal(key, by, iv, sealed).catch(() => {}) }
    },
    compareAndSwap: async (key, expected, next) => {
      const sealedWrite = await writing()
      const isWritten = await sealedWrite(visit, key, expected, next)
      const sender = isWritten ? channel() : undefined
      sender?.postMessage({ key })
      sender?.close()
      return isWritten
    },
    watch: (key, listener) => {
      const receiver = channel()
      if (receiver) receiver.onmessage = ({ data }) => data?.key === key && listener()
      return () => receiver?.close()
    },
  }
}

async function unseal(key: string, by: unknown, iv: unknown, sealed: unknown): Promise<unknown> {
  if (!(by instanceof CryptoKey && iv instanceof ArrayBuffer && sealed instanceof ArrayBuffer)) return undefined
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(sealing(key, iv), by, sealed)))
}

/** None where nothing is stored: on a server it would keep the process alive. */
function channel(): BroadcastChannel | undefined {
  return globalThis.indexedDB && globalThis.BroadcastChannel && new BroadcastChannel(`tessera.${schema}`)
}
