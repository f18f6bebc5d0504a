import { setTimeout } from 'node:timers/promises'
import type { TokenSource } from '@tessera/core/session'

const patience = 10_000

/** Waits until a token has expired and another one has come in its place, and answers whether it did. */
export async function isRenewed(source: TokenSource): Promise<boolean> {
  const before = await source.getAccessToken()
  const began = Date.now()
  while (Date.now() - began < patience) {
    if ((await source.getAccessToken()) !== before) return true
    await setTimeout(100)
  }
  return false
}
