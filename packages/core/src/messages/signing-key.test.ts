import { compactVerify, decodeProtectedHeader, exportJWK, generateKeyPair, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { verifySignature } from './signature.js'
import { type SigningKey, signingWith, signingWithSecret } from './signing-key.js'

const { privateKey } = await generateKeyPair('RS256', { extractable: true })
const { alg: _, ...rsa } = await exportJWK(privateKey)
const pair = await generateKeyPair('ES256', { extractable: true })
const { alg: __, ...ec } = await exportJWK(pair.privateKey)

async function headerOf(key: SigningKey, options = {}, typ?: string) {
  return decodeProtectedHeader(await signingWith(key, options)({ sub: 'ada' }, typ))
}

const unused = { type: 'private', algorithm: { name: 'ECDSA', namedCurve: 'P-256' }, usages: [] }
const signature = { alg: 'ES256', sign: 'here' }

describe('a key', () => {
  it.each([
    ['RS256', 'RS256'],
    ['ES384', 'ES384'],
    ['ES512', 'ES512'],
    ['EdDSA', 'EdDSA'],
  ])('as a JWK that names no algorithm signs by the usual one of its kind: %s', async (alg, usual) => {
    const other = alg === 'RS256' ? privateKey : (await generateKeyPair(alg, { extractable: true })).privateKey
    const { alg: _, ...jwk } = await exportJWK(other)
    expect(await headerOf(jwk)).toEqual({ alg: usual })
  })

  it('signs by the algorithm that it names, and by another if it is told to', async () => {
    expect(await headerOf({ ...rsa, alg: 'RS384' })).toEqual({ alg: 'RS384' })
    expect(await headerOf(rsa, { alg: 'PS512' })).toEqual({ alg: 'PS512' })
  })

  it.each(['RS384', 'RS512', 'PS256', 'PS384'])('of the platform signs by what it was made for: %s', async alg => {
    const key = await importJWK({ ...rsa, ext: false }, alg)
    expect(key instanceof Uint8Array || (await headerOf(key))).toEqual({ alg })
  })

  it('of Ed25519 signs by either name of its algorithm', async () => {
    const { privateKey: platform } = await generateKeyPair('Ed25519', { extractable: true })
    const { alg: _, ...jwk } = await exportJWK(platform)
    for (const key of [platform, jwk])
      for (const alg of ['EdDSA', 'Ed25519']) expect(await headerOf(key, { alg })).toEqual({ alg })
  })

  it('is named as it names itself, or as the other side knows it', async () => {
    const signer = { alg: 'ES256', kid: 'k1', sign: async () => new Uint8Array(64) }
    for (const key of [{ ...ec, kid: 'k1' }, signer]) {
      expect(await headerOf(key, {}, 'JWT')).toEqual({ alg: 'ES256', kid: 'k1', typ: 'JWT' })
      expect(await headerOf(key, { kid: 'k2' })).toEqual({ alg: 'ES256', kid: 'k2' })
    }
    expect(await headerOf(pair.privateKey)).toEqual({ alg: 'ES256' })
    const header = { 'x5t#S256': 't', alg: 'none', kid: 'k3' }
    expect(await headerOf(ec, { header: { kid: 'k3', typ: 'JWT' } })).toEqual({ alg: 'ES256', kid: 'k3', typ: 'JWT' })
    expect(await headerOf(ec, { kid: 'k1', header })).toEqual({ 'x5t#S256': 't', alg: 'ES256', kid: 'k1' })
  })

  it('that nobody can see is given what is to be signed', async () => {
    const sign = async (data: Uint8Array) => {
      const algorithm = { name: 'ECDSA', hash: 'SHA-256' }
      return new Uint8Array(await crypto.subtle.sign(algorithm, pair.privateKey, new Uint8Array(data)))
    }
    const jwt = await signingWith({ alg: 'ES256', sign })({ sub: 'ä' }, undefined)
    const { payload } = await compactVerify(jwt, pair.publicKey)
    expect(new TextDecoder().decode(payload)).toBe('{"sub":"ä"}')
  })

  it.each<[string, SigningKey, object?]>([
    ['is public', { ...ec, d: undefined }],
    ['is public, of the platform', pair.publicKey],
    ['is of a curve that nobody knows', { ...ec, crv: 'secp256k1' }],
    ['is of no kind', { d: 'AA' }],
    ['is of a curve with the name of something else', { kty: 'EC', crv: 'constructor', d: 'AA' }],
    ['names an algorithm with the name of something else', { kty: 'EC', crv: 'P-256', alg: '__proto__', d: 'AA' }],
    ['is not for signatures', unused],
    ['is not private', { type: 'secret', algorithm: { name: 'Ed25519' }, usages: ['sign'] }],
    ['is for another use', { type: 'private', algorithm: { name: 'X25519' }, usages: ['sign'] }],
    ['signs nothing', { alg: 'none', sign: async () => new Uint8Array() }],
    ['signs with a secret', { alg: 'HS256', sign: async () => new Uint8Array() }],
    ['is to sign nothing', ec, { alg: 'none' }],
    ['is to sign by no algorithm', ec, { alg: '' }],
    ['has something else for a signature', signature],
    ['is of another kind than it says', { ...ec, alg: 'RS256' }],
    ['is of another curve than it says', { ...ec, alg: 'ES384' }],
    ['has a curve where it should have none', { ...rsa, crv: 'P-256' }],
    ['is for encryption', { ...rsa, alg: 'RSA-OAEP-256' }],
    ['is to sign by another algorithm than it says', { ...rsa, alg: 'RS256' }, { alg: 'PS256' }],
    ['is to sign as those of another kind do', rsa, { alg: 'ES256' }],
    ['is to sign as those of another curve do', ec, { alg: 'ES512' }],
    ['is to sign by an algorithm that nobody knows', ec, { alg: 'ES256K' }],
    ['is to sign otherwise than it was made for, of the platform', privateKey, { alg: 'RS384' }],
    ['is to sign as those of another curve do, of the platform', pair.privateKey, { alg: 'ES384' }],
    [
      'signs by another algorithm than it is told to',
      { alg: 'ES256', sign: async () => new Uint8Array() },
      { alg: 'RS256' },
    ],
  ])('that %s is none', (_, key, options) => {
    expect(() => signingWith(key, options)).toThrow(
      expect.objectContaining({ code: 'invalid_options', facts: { name: 'key' } }),
    )
  })

  it('that both sides know signs as it is told', async () => {
    const secret = 'a secret of at least thirty-two bytes, ä'
    const jwt = await signingWithSecret(secret, 'HS384')({ sub: 'ada' }, 'JWT')
    const { protectedHeader } = await compactVerify(jwt, new TextEncoder().encode(secret))
    expect(protectedHeader).toEqual({ alg: 'HS384', typ: 'JWT' })
  })

  it('that both sides know may be shorter than it should be, because it is the server that gives it', async () => {
    const jwt = await signingWithSecret('short', 'HS256')({ sub: 'ada' }, undefined)
    expect(await verifySignature(jwt, { keys: [], secret: 'short' }, 'id_token_invalid', undefined)).toMatchObject({
      claims: { sub: 'ada' },
    })
  })
})
