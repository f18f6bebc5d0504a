import { type GrantIdentity, grantKey, schema } from '../src/session/grant-record.js'
import type { SharedStore } from './shared-store.js'

/** The grant of another slot in the same store. */
export interface Neighbour {
  /** Whether it stands as it was left. */
  isUntouched(): Promise<boolean>
}

export function neighbourIn(store: SharedStore, identity: GrantIdentity): Neighbour {
  const { issuer, client } = identity
  const key = grantKey({ issuer, client, slot: 'another' })
  const sealed = { issuer, client, refresh: 'refresh of another', spares: [], access: {}, pendingRevoke: [] }
  const entry = { version: 1, clear: { schema, epoch: 1, state: 'active' }, sealed }
  const placed = store.compareAndSwap(key, 0, entry)
  return {
    isUntouched: async () => {
      await placed
      return JSON.stringify(await store.get(key)) === JSON.stringify(entry)
    },
  }
}
