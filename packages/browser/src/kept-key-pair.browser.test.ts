import type { ProofKeyPair } from '@tessera/core/dpop'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { keptKeyPair } from './kept-key-pair.js'

const grant = { issuer: 'https://id.example', client: 'web', slot: '' }

/** What tells a pair from another. */
async function halfOf(pair: Promise<ProofKeyPair>): Promise<string | undefined> {
  return (await crypto.subtle.exportKey('jwk', keyOfPage((await pair).publicKey))).x
}

function keyOfPage(key: unknown): CryptoKey {
  if (key instanceof CryptoKey) return key
  throw new Error('no key')
}

afterEach(
  () =>
    new Promise((resolve, reject) => {
      vi.restoreAllMocks()
      const request = indexedDB.deleteDatabase('tessera')
      request.onsuccess = resolve
      request.onerror = reject
    }),
)

describe('the key pair of a grant', () => {
  it('is one, however many make it at the same time, and another one for another grant', async () => {
    const halves = await Promise.all(Array.from({ length: 6 }, () => halfOf(keptKeyPair(grant))))
    expect(new Set(halves).size).toBe(1)
    expect(await halfOf(keptKeyPair(grant))).toBe(halves[0])
    expect(await halfOf(keptKeyPair({ ...grant, slot: 'another' }))).not.toBe(halves[0])
  })

  it('cannot be exported, and signs', async () => {
    const privateKey = keyOfPage((await keptKeyPair(grant)).privateKey)
    expect(privateKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('pkcs8', privateKey)).rejects.toThrow()
    const signed = crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, privateKey, new Uint8Array(1))
    expect((await signed).byteLength).toBe(64)
  })

  it('is not made in memory where it cannot be kept', async () => {
    const put = IDBObjectStore.prototype.put
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, at) {
      const request = put.call(this, value, at)
      this.transaction.abort()
      return request
    })
    await expect(keptKeyPair(grant)).rejects.toThrow()
  })
})
