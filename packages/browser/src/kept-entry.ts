/** An entry as it lies in the database. */
export interface KeptEntry {
  readonly version: number
  readonly clear?: unknown
  readonly iv?: unknown
  readonly sealed?: unknown
}

/** Where the sealing key lies: entries have strings for keys, so a number collides with none. */
export const sealingKeyAt = 0

export function isKept(value: unknown): value is KeptEntry {
  return value instanceof Object && 'version' in value && typeof value.version === 'number'
}

export function sealing(key: string, iv: ArrayBuffer): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: encode(key) }
}

export function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text)
}
