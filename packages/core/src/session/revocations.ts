import { revoked } from './grant-changes.js'
import type { Obtain } from './obtain.js'
import type { SharedGrant } from './shared-grant.js'

/**
 * Revokes what a grant that is over has left, and forgets what was revoked.
 * Never while the grant is active: an authorization server may revoke all its tokens together (RFC 7009 §2.1).
 */
export async function revokePending(shared: SharedGrant, obtain: Obtain, also: readonly string[] = []): Promise<void> {
  const { state, secrets } = shared.record
  const tokens = [...new Set([...also, ...secrets.pendingRevoke.map(({ token }) => token)])]
  if (state === 'active' || tokens.length === 0) return
  const left = await obtain.revoke(tokens)
  await shared.commit(shared.record, now => revoked(now, tokens, left)).catch(() => {})
}
