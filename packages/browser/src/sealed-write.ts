import type { Entry } from '@tessera/core/platform'
import type { Visit } from './database.js'
import { encode, isKept, sealing, sealingKeyAt } from './kept-entry.js'
import { keptOnce } from './kept-once.js'

/**
 * Seals and writes an entry if the version found is the expected one, and answers whether it did. The key is read anew each time:
 * whoever deletes the database deletes the key, too.
 */
export async function sealedWrite(visit: Visit, key: string, expected: number, entry: Entry): Promise<boolean> {
  const { version, clear, sealed } = entry
  const make = () => crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const by = await keptOnce(visit, sealingKeyAt, found => found instanceof CryptoKey, make)
  const iv = crypto.getRandomValues(new Uint8Array(12)).buffer
  // Finished before the transaction opens: waiting for cryptography inside would end it in Firefox and WebKit.
  const box = await crypto.subtle.encrypt(sealing(key, iv), by, encode(JSON.stringify(sealed)))
  const isExpected = (found: unknown) => (isKept(found) ? found.version : 0) === expected
  return isExpected(await visit(key, found => isExpected(found) && { version, clear, iv, sealed: box }))
}
