import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { OAuthError } from '@tessera/core'
import type { Store } from '@tessera/core/platform'

/** The keys of a store. */
export interface SealingOptions {
  /** 32 random bytes, kept elsewhere than what they seal; the same for all who share the store. */
  readonly key: Uint8Array
  /** Keys that are on their way out: they open what they sealed, and seal nothing more. */
  readonly formerKeys?: readonly Uint8Array[] | undefined
}

const algorithm = 'aes-256-gcm'
const ivLength = 12
const tagLength = 16

/**
 * A store in which tokens lie sealed (AES-GCM), each entry to its own place and version. What none of the keys opens, also what was
 * stored before there was a key, counts as lost. Throws `invalid_options` where a key is not 32 bytes long, or is a text.
 */
export function sealedStore(store: Store, { key, formerKeys = [] }: SealingOptions): Store {
  const keys = [key, ...formerKeys]
  if (keys.some(key => !(ArrayBuffer.isView(key) && key.length === 32)))
    throw new OAuthError('invalid_options', { name: 'key' })
  return {
    get: async at => {
      const entry = await store.get(at)
      return entry && { ...entry, sealed: opened(keys, place(at, entry.version), entry.sealed) }
    },
    compareAndSwap: (at, expected, next) =>
      store.compareAndSwap(at, expected, { ...next, sealed: sealed(key, place(at, next.version), next.sealed) }),
    watch: store.watch,
  }
}

function place(at: string, version: number): Buffer {
  return Buffer.from(JSON.stringify([at, version]))
}

/** Nothing stays nothing: the line before a lock, which is written often, has no secret. */
function sealed(key: Uint8Array, place: Buffer, secrets: unknown): string | null {
  if (secrets === undefined || secrets === null) return null
  const iv = randomBytes(ivLength)
  const cipher = createCipheriv(algorithm, key, iv).setAAD(place)
  const box = Buffer.concat([cipher.update(JSON.stringify(secrets)), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), box]).toString('base64url')
}

function opened(keys: readonly Uint8Array[], place: Buffer, box: unknown): unknown {
  if (box === null) return null
  if (typeof box !== 'string') return undefined
  const bytes = Buffer.from(box, 'base64url')
  for (const key of keys) {
    try {
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivLength), { authTagLength: tagLength })
      decipher.setAAD(place).setAuthTag(bytes.subarray(ivLength, ivLength + tagLength))
      const text = Buffer.concat([decipher.update(bytes.subarray(ivLength + tagLength)), decipher.final()])
      return JSON.parse(text.toString())
    } catch {
      // It was sealed with another key.
    }
  }
  return undefined
}
