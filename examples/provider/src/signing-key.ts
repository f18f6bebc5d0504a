import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose'

export interface SigningKey {
  readonly privateKey: JWK
  readonly publicKeys: JSONWebKeySet
}

/** A new key at each start, named by its thumbprint (RFC 7638), so that a page from before knows to fetch it. */
export async function signingKey(): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true })
  const publicKey = await exportJWK(pair.publicKey)
  const names = { kid: await calculateJwkThumbprint(publicKey), use: 'sig', alg: 'RS256' }
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), ...names },
    publicKeys: { keys: [{ ...publicKey, ...names }] },
  }
}
