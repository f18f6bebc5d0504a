import { CompactSign, exportJWK, generateKeyPair, type JWK, UnsecuredJWT } from 'jose'

export type Claims = Readonly<Record<string, unknown>>

/** Signs claims, with other header members than usual if there are such. */
export type Sign = (claims: Claims, header?: Readonly<Record<string, unknown>>) => Promise<string>

export interface Signer {
  readonly jwk: JWK
  readonly sign: Sign
  /** The payload as it is, word for word. */
  readonly signText: (payload: string, header?: Readonly<Record<string, unknown>>) => Promise<string>
}

async function signer(alg: string, kid: string | undefined): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const named = kid === undefined ? {} : { kid }
  const signText: Signer['signText'] = (payload, header = {}) =>
    new CompactSign(bytes(payload))
      .setProtectedHeader({ alg, ...named, ...header })
      .sign(privateKey, { crit: { shoe: true } })
  return {
    jwk: { ...(await exportJWK(publicKey)), ...named },
    sign: (claims, header) => signText(JSON.stringify(claims), header),
    signText,
  }
}

const [usual, next, stranger, nameless, other, elliptic, ellipticStranger] = await Promise.all([
  signer('RS256', 'k1'),
  signer('RS256', 'k2'),
  signer('RS256', 'k1'),
  signer('RS256', undefined),
  signer('RS256', undefined),
  signer('ES256', 'e1'),
  signer('ES256', 'e1'),
])

/** `stranger` and `ellipticStranger` sign under the names of `usual` and `elliptic` with keys that nobody publishes; `nameless` and `other` have no key id. */
export const signers = { usual, next, stranger, nameless, other, elliptic, ellipticStranger } as const

/** Not signed at all (RFC 7518 §3.6). */
export const unsigned: Sign = async claims => new UnsecuredJWT({ ...claims }).encode()

const hashing =
  (secret: string): Sign =>
  claims =>
    new CompactSign(bytes(JSON.stringify(claims))).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(bytes(secret))

/** Signed with a public key as if it were a shared secret (RFC 8725 §2.1). */
export const signedWithThePublicKey: Sign = hashing(JSON.stringify(usual.jwk))

/** Signed with a secret that is not the client's. */
export const signedWithASecret: Sign = hashing('a secret that nobody else knows')

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
