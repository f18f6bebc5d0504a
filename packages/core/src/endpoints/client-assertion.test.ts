import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importPKCS8,
  type JWK,
  jwtVerify,
} from 'jose'
import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { outputs } from '../../test-support/outputs.js'
import { parameters } from '../messages/parameters.js'
import type { ClientAuthentication, Registration } from '../messages/registration.js'
import type { SigningKey } from '../messages/signing-key.js'
import { clientSecretJwt, privateKeyJwt } from './client-assertion.js'
import { introspectToken } from './introspection.js'
import { requestToken } from './token.js'

const issuer = 'https://id.example'
const wall = Date.UTC(2026, 10, 26)
const { clock } = handClock(wall)
const key = await newKey('ES256')
const encryption = await generateKeyPair('ECDH-ES')
const publicOnly = await generateKeyPair('ES256')

async function newKey(alg: string, kid = 'k1') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  const [jwk, publicJwk] = await Promise.all([exportJWK(privateKey), exportJWK(publicKey)])
  return { alg, privateKey, jwk: { ...jwk, kid }, keys: { keys: [{ ...publicJwk, kid }] } }
}

function registered(authentication: ClientAuthentication): Registration {
  const server = { issuer, tokenEndpoint: `${issuer}/token`, introspectionEndpoint: `${issuer}/introspect` }
  return { server, clientId: 'reports', authentication }
}

async function sent(authentication: ClientAuthentication) {
  const { fetch, requests } = fakeFetch(() => json({ access_token: 'at' }))
  await requestToken(registered(authentication), parameters({ grantType: 'client_credentials' }), { fetch, clock })
  return requests[0]?.form ?? new URLSearchParams()
}

function assertionIn(form: URLSearchParams): string {
  return form.get('client_assertion') ?? ''
}

async function verified(form: URLSearchParams, keys: { readonly keys: JWK[] }) {
  return jwtVerify(assertionIn(form), createLocalJWKSet(keys), { currentDate: new Date(wall), clockTolerance: 0 })
}

describe('a client that signs who it is', () => {
  it('is named as issuer and subject, to the issuer alone, for two minutes and once, with a type of its own', async () => {
    const form = await sent(privateKeyJwt(key.jwk, { clock }))
    expect(Object.fromEntries(form)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'reports',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertionIn(form),
    })
    const { payload, protectedHeader } = await verified(form, key.keys)
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'k1', typ: 'client-authentication+jwt' })
    const iat = wall / 1000
    const jti = expect.stringMatching(/^[\w-]{36}$/)
    expect(payload).toEqual({ iss: 'reports', sub: 'reports', aud: issuer, jti, iat, exp: iat + 120 })
  })

  it('is named as a provider wants it who has said so', async () => {
    const wanted = { audience: 'https://login.example/token', type: 'JWT', header: { 'x5t#S256': 'a thumbprint' } }
    const form = await sent(privateKeyJwt(key.jwk, { ...wanted, clock }))
    const { payload, protectedHeader } = await verified(form, key.keys)
    expect(payload.aud).toBe('https://login.example/token')
    expect(protectedHeader).toEqual({ alg: 'ES256', kid: 'k1', typ: 'JWT', 'x5t#S256': 'a thumbprint' })
  })

  it('signs anew for each attempt, also where a request is repeated by itself', async () => {
    const { fetch, requests } = fakeFetch((_, count) =>
      count < 3 ? json({}, 503, { 'retry-after': '0' }) : json({ active: false }),
    )
    await introspectToken(registered(privateKeyJwt(key.jwk, { clock })), 'at', { fetch })
    const ids = requests.map(({ form }) => decodeJwt(assertionIn(form)).jti)
    expect(new Set(ids).size).toBe(3)
    expect(requests.map(({ form }) => form.get('token'))).toEqual(['at', 'at', 'at'])
  })

  it('fails for want of a signature when it cannot be had again', async () => {
    let signatures = 0
    const sign = async (data: Uint8Array) => {
      signatures += 1
      if (signatures > 1) throw new Error('the key service is away')
      return data
    }
    const { fetch, requests } = fakeFetch(() => json({}, 503, { 'retry-after': '0' }))
    const asked = introspectToken(registered(privateKeyJwt({ alg: 'ES256', sign })), 'at', { fetch })
    await expect(asked).rejects.toMatchObject({ code: 'credential_unavailable' })
    expect(requests).toHaveLength(1)
  })

  it.each(['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA'])('signs by %s', async alg => {
    const { privateKey, jwk, keys } = await newKey(alg)
    const asJwk = await verified(await sent(privateKeyJwt({ ...jwk, alg }, { clock })), keys)
    const asKey = await verified(await sent(privateKeyJwt(privateKey, { clock, kid: 'k1' })), keys)
    expect([asJwk.protectedHeader, asKey.protectedHeader]).toMatchObject([
      { alg, kid: 'k1' },
      { alg, kid: 'k1' },
    ])
  })

  it('signs with a key from a PEM file, which jose reads', async () => {
    const pem = await exportPKCS8(key.privateKey)
    const form = await sent(privateKeyJwt(await importPKCS8(pem, 'ES256'), { clock }))
    expect(await verified(form, key.keys)).toMatchObject({ payload: { iss: 'reports' } })
  })

  it('signs with a key that it cannot see', async () => {
    const sign = async (data: Uint8Array) =>
      new Uint8Array(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, new Uint8Array(data)))
    const form = await sent(privateKeyJwt({ alg: 'ES256', kid: 'k1', sign }, { clock }))
    expect(await verified(form, key.keys)).toMatchObject({
      payload: { aud: issuer },
      protectedHeader: { alg: 'ES256', kid: 'k1' },
    })
  })

  it.each<[string, SigningKey, { readonly alg?: string }?]>([
    ['a public key', { ...key.jwk, d: undefined }],
    ['a key that does not say how it signs', { kty: 'EC', crv: 'secp256k1', d: 'AA' }],
    ['a secret', { kty: 'oct', d: 'AA' }],
    ['a key for encryption', encryption.privateKey],
    ['a public key of the platform', publicOnly.publicKey],
    ['no signature', key.jwk, { alg: 'none' }],
    ['a secret’s algorithm', key.jwk, { alg: 'HS256' }],
  ])('cannot sign with %s, and is told so at once', (_, wrong, options) => {
    expect(() => privateKeyJwt(wrong, options)).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  })

  it('tells nothing of the assertion, even if the server repeats it', async () => {
    const { fetch, requests } = fakeFetch(({ form }) =>
      json({ error: 'invalid_client', error_description: `Bad: ${assertionIn(form)}`.slice(0, 290) }, 401),
    )
    const short = { alg: 'ES256', sign: async () => new Uint8Array(4) }
    const error = await requestToken(registered(privateKeyJwt(short)), parameters({}), { fetch }).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: 'client_refused' })
    const [, payload = ''] = assertionIn(requests[0]?.form ?? new URLSearchParams()).split('.')
    expect(outputs(error)).not.toContain(payload)
  })
})

describe('a client that signs with its secret', () => {
  it('does not send it', async () => {
    const secret = 'a secret of at least thirty-two bytes'
    const form = await sent(clientSecretJwt(secret, { clock }))
    const { payload } = await jwtVerify(assertionIn(form), new TextEncoder().encode(secret), {
      currentDate: new Date(wall),
    })
    expect(payload).toMatchObject({ iss: 'reports', sub: 'reports', aud: issuer })
    expect(form.toString()).not.toContain('secret')
    const strong = await sent(clientSecretJwt(secret.repeat(2), { clock, alg: 'HS512' }))
    expect(decodeProtectedHeader(assertionIn(strong))).toEqual({ alg: 'HS512', typ: 'client-authentication+jwt' })
  })

  it('needs one', () => {
    expect(() => clientSecretJwt('')).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  })
})
