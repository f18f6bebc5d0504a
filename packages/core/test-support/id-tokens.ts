import { CompactSign, exportJWK, generateKeyPair } from 'jose'
import type { Jwk } from '../src/messages/key-set.js'

/** A key of an authorization server, and id_tokens made with it. */
export interface Signer {
  readonly jwk: Jwk
  sign(claims: unknown, header?: Readonly<Record<string, unknown>>): Promise<string>
}

/** Makes a key for this algorithm. Without a key id, neither the key nor the tokens name one. */
export async function signer(alg = 'ES256', kid?: string): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const { kty = '', ...members } = await exportJWK(publicKey)
  const named = kid === undefined ? {} : { kid }
  return {
    jwk: { kty, ...members, ...named },
    sign: (claims, header = {}) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(claims)))
        .setProtectedHeader({ alg, ...named, ...header })
        .sign(privateKey),
  }
}
