import { hash } from 'node:crypto'
import type { Random } from './random.js'

/** From now on digests are made at once, so that everything a realm does by itself is done when the microtasks are. */
export function digestAtOnce(): void {
  Object.defineProperty(crypto.subtle, 'digest', { value: digest })
}

const digests = new Map<string, ArrayBuffer>()

/** The same few texts in every life. */
async function digest(_algorithm: string, data: Uint8Array): Promise<ArrayBuffer> {
  const text = String.fromCharCode(...data)
  const made = digests.get(text) ?? new Uint8Array(hash('sha256', data, 'buffer')).buffer
  digests.set(text, made)
  return made
}

/** From now on what the source leaves to chance comes of these numbers: how long it waits, and its identifiers. */
export function drawChanceFrom(waits: Random, identifiers: Random): void {
  Math.random = () => waits.under(1_000_000) / 1_000_000
  const getRandomValues = (bytes: Uint8Array) => {
    for (const index of bytes.keys()) bytes[index] = identifiers.under(256)
    return bytes
  }
  Object.defineProperty(crypto, 'getRandomValues', { value: getRandomValues, configurable: true })
}

/** Resolves when the microtasks are done. */
export function quiet(): Promise<void> {
  return new Promise(resolve => process.nextTick(resolve))
}
