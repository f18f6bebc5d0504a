import { hash } from 'node:crypto'
import type { Random } from './random.js'

/** From now on digests are made at once, so that everything a realm does by itself is done when the microtasks are. */
export function digestAtOnce(): void {
  Object.defineProperty(crypto.subtle, 'digest', { value: digest })
}

async function digest(_algorithm: string, data: Uint8Array): Promise<ArrayBuffer> {
  return new Uint8Array(hash('sha256', data, 'buffer')).buffer
}

/** From now on what the source leaves to chance comes of these numbers. */
export function drawChanceFrom(draw: Random): void {
  Math.random = () => draw.under(1_000_000) / 1_000_000
}

/** Resolves when the microtasks are done. */
export function quiet(): Promise<void> {
  return new Promise(resolve => process.nextTick(resolve))
}
