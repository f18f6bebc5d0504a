import { CompactSign, exportJWK, generateKeyPair, type JWK } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Jwk } from './key-set.js'
import { hashOf, verifySignature } from './signature.js'
import type { SignatureAlgorithm } from './signature-algorithms.js'
import { signingWithSecret } from './signing-key.js'

const kinds = { RSA: 'RS256', 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512', Ed25519: 'EdDSA' }
const pairs = await Promise.all(Object.entries(kinds).map(pairOf))

async function pairOf([kind, alg]: readonly [string, string]) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const { kty = '', ...members } = await exportJWK(publicKey)
  const jwk: Jwk = { kty, ...members }
  return { kind, jwk, privateJwk: await exportJWK(privateKey) }
}

function keysOf(wanted: (kind: string) => boolean): readonly Jwk[] {
  return pairs.filter(({ kind }) => wanted(kind)).map(({ jwk }) => jwk)
}

async function signed(alg: string, kind: string): Promise<string> {
  const key: JWK = { ...pairs.find(pair => pair.kind === kind)?.privateJwk }
  return new CompactSign(new TextEncoder().encode('{"sub":"ada"}')).setProtectedHeader({ alg }).sign(key)
}

const verified = (jwt: string, keys: readonly Jwk[], registered?: SignatureAlgorithm) =>
  verifySignature(jwt, { keys }, 'id_token_invalid', registered)

describe('a signature', () => {
  it.each([
    ['RS256', 'RSA', 'SHA-256'],
    ['RS384', 'RSA', 'SHA-384'],
    ['RS512', 'RSA', 'SHA-512'],
    ['PS256', 'RSA', 'SHA-256'],
    ['PS384', 'RSA', 'SHA-384'],
    ['PS512', 'RSA', 'SHA-512'],
    ['ES256', 'P-256', 'SHA-256'],
    ['ES384', 'P-384', 'SHA-384'],
    ['ES512', 'P-521', 'SHA-512'],
    ['EdDSA', 'Ed25519', 'SHA-512'],
    ['Ed25519', 'Ed25519', 'SHA-512'],
  ])('by %s is verified with the one key of its kind, and with no key of another', async (alg, kind, hash) => {
    const jwt = await signed(alg, kind)
    const [key] = keysOf(one => one === kind)
    const others = [{ kty: 'oct', k: 'AA' }, ...keysOf(one => one !== kind)]
    const all = key ? [...others, key] : []
    expect(await verified(jwt, all)).toEqual({ claims: { sub: 'ada' }, header: { alg }, key })
    await expect(verified(jwt, others)).rejects.toMatchObject({ facts: { claim: 'kid', reason: 'unknown_key' } })
    expect(hashOf(alg)).toBe(hash)
  })

  it('without a name for its key is verified where there is one key only, named or not', async () => {
    const jwt = await signed('RS256', 'RSA')
    const [key = { kty: 'RSA' }] = keysOf(one => one === 'RSA')
    const named = { ...key, kid: 'k1' }
    for (const one of [key, named]) expect(await verified(jwt, [one])).toMatchObject({ key: one })
    for (const two of [
      [key, named],
      [named, key],
    ])
      await expect(verified(jwt, two)).rejects.toMatchObject({ facts: { reason: 'unknown_key' } })
  })

  it('is taken for another by no key that names its algorithm or its use', async () => {
    const jwt = await signed('RS256', 'RSA')
    const [key = { kty: 'RSA' }] = keysOf(one => one === 'RSA')
    for (const good of [{ alg: 'RS256' }, { use: 'sig' }, { kid: 'k1' }])
      expect(await verified(jwt, [{ ...key, ...good }])).toMatchObject({ claims: { sub: 'ada' } })
    for (const bad of [{ alg: 'PS256' }, { use: 'enc' }])
      await expect(verified(jwt, [{ ...key, ...bad }])).rejects.toMatchObject({ facts: { reason: 'unknown_key' } })
  })

  it('is taken only by the registered algorithm, where there is one', async () => {
    const [key = { kty: 'RSA' }] = keysOf(one => one === 'RSA')
    const jwt = await signed('RS256', 'RSA')
    expect(await verified(jwt, [key], 'RS256')).toMatchObject({ header: { alg: 'RS256' } })
    for (const other of ['PS256', 'RS512', 'ES256', 'HS256'] as const)
      await expect(verified(jwt, [key], other)).rejects.toMatchObject({ facts: { claim: 'signature' } })
  })

  it('with a secret is taken only by the registered algorithm, too, and never where none has the secret', async () => {
    const secret = 'a secret of at least thirty-two bytes'
    const jwt = await signingWithSecret(secret, 'HS256')({ sub: 'ada' }, undefined)
    const withSecret = (registered: SignatureAlgorithm) =>
      verifySignature(jwt, { keys: [], secret }, 'id_token_invalid', registered)
    expect(await withSecret('HS256')).toMatchObject({ claims: { sub: 'ada' } })
    const oct = { kty: 'oct', k: Buffer.from(secret).toString('base64url') }
    for (const refused of [withSecret('HS512'), withSecret('RS256'), verified(jwt, [oct], 'HS256')])
      await expect(refused).rejects.toMatchObject({ facts: { claim: 'signature' } })
  })
})
