import { exportJWK, generateKeyPair, type JSONWebKeySet, type JWK } from 'jose'

export interface SigningKey {
  readonly privateKey: JWK
  readonly publicKeys: JSONWebKeySet
}

export async function signingKey(): Promise<SigningKey> {
  const pair = await generateKeyPair('RS256', { extractable: true })
  const names = { kid: 'example', use: 'sig', alg: 'RS256' }
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), ...names },
    publicKeys: { keys: [{ ...(await exportJWK(pair.publicKey)), ...names }] },
  }
}
