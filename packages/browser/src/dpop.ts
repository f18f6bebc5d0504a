import type { Dpop } from '@tessera/core/auth'
import { lazy } from '@tessera/core/platform'

/**
 * For the option `dpop` of `createAuth`: binds tokens to a key that scripts can use, and cannot read (RFC 9449). It lies in IndexedDB,
 * also with `storage: 'memory'`, because the page that asked for a code is not the one that gets it.
 */
export const dpop: Dpop = (grant, clock) => {
  const load = lazy(async () => {
    const [{ proofOfPossession }, { keptKeyPair }] = await Promise.all([
      import('@tessera/core/dpop'),
      import('./kept-key-pair.js'),
    ])
    return proofOfPossession(() => keptKeyPair(grant), clock)
  })
  return async () => {
    const proof = await load()
    await proof.thumbprint()
    return proof
  }
}
