import { asOAuthError } from '../errors.js'
import type { Entry, Store } from '../ports/store.js'
import { type GrantIdentity, type GrantRecord, grantKey, schema } from './grant-record.js'

/** Called by `shared-grant` only. Answers false when somebody else wrote first; rejects with `storage_failed`. */
export function writeGrant(
  store: Store,
  identity: GrantIdentity,
  expected: number,
  next: GrantRecord,
): Promise<boolean> {
  const { version, epoch, state, intent, secrets } = next
  const entry: Entry = { version, clear: { schema, epoch, state, intent }, sealed: secrets }
  return store.compareAndSwap(grantKey(identity), expected, entry).catch(cause => {
    throw asOAuthError(cause, 'storage_failed')
  })
}
