import { createHash } from 'node:crypto'

/** From now on digests are made at once, so that everything a realm does by itself is done when the microtasks are. */
export function digestAtOnce(): void {
  Object.defineProperty(crypto.subtle, 'digest', { value: digest })
}

async function digest(_algorithm: string, data: Uint8Array): Promise<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(data).digest()).buffer
}

/** Resolves when the microtasks are done. */
export function quiet(): Promise<void> {
  return new Promise(resolve => process.nextTick(resolve))
}
