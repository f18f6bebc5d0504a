import { dpopKeyPair, type ProofKeyPair } from '@tessera/core/dpop'
import { type GrantIdentity, grantKey } from '@tessera/core/platform'
import { database } from './database.js'
import { keptOnce } from './kept-once.js'

const visit = database()

/**
 * The one key pair that all tabs of an origin have for a grant; scripts can use its private half, and cannot read it. Read anew each
 * time: whoever deletes the database deletes the key, too. Rejects as `indexedDbStore`.
 */
export function keptKeyPair(grant: GrantIdentity): Promise<ProofKeyPair> {
  return keptOnce(visit, `key pair of ${grantKey(grant)}`, isKeyPair, dpopKeyPair)
}

function isKeyPair(found: unknown): found is ProofKeyPair {
  return found instanceof Object && 'privateKey' in found && found.privateKey instanceof CryptoKey
}
