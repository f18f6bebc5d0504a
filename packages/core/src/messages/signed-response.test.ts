import fc from 'fast-check'
import { SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Signer, signer } from '../../test-support/id-tokens.js'
import { isOAuthError } from '../errors.js'
import type { SignatureAlgorithm } from './signature-algorithms.js'
import { verifySignedResponse } from './signed-response.js'

const wall = Date.UTC(2026, 10, 24)
const now = wall / 1000
const claims = { iss: 'https://id.example', aud: 'web', exp: now + 60, code: 'c', state: 'a state' }
let key: Signer
beforeAll(async () => {
  key = await signer('ES256', 'k1')
})

async function read(
  jwt: string | Promise<string>,
  issuers?: readonly string[],
  authorizationSignedResponseAlg?: SignatureAlgorithm,
) {
  const quirks = issuers && { issuers }
  const client = { server: { issuer: claims.iss }, clientId: 'web', quirks, authorizationSignedResponseAlg }
  try {
    return await verifySignedResponse(await jwt, client, { keys: [key.jwk] }, wall)
  } catch (error) {
    return isOAuthError(error) ? [error.code, error.facts] : error
  }
}

const invalid = (claim: string, reason?: string) => ['authorization_response_invalid', { claim, reason }]

describe('a signed authorization response', () => {
  it('says what it would say unsigned', async () => {
    const returned = { state: 'a state', iss: claims.iss }
    expect(await read(key.sign(claims))).toEqual({ kind: 'code', code: 'c', ...returned })
    const tokens = { code: undefined, access_token: 'at', token_type: 'Bearer', expires_in: 60, id_token: 'a.b.c' }
    expect(await read(key.sign({ ...claims, ...tokens }))).toEqual({
      ...{ kind: 'tokens', accessToken: 'at', tokenType: 'Bearer', expiresIn: 60_000, idToken: 'a.b.c', ...returned },
    })
    const refused = { code: undefined, error: 'access_denied', error_description: 'no' }
    expect(await read(key.sign({ ...claims, ...refused }))).toEqual({
      ...{ kind: 'error', error: 'access_denied', description: 'no', ...returned },
    })
  })

  it('may be for others as well, and by another issuer for whom this server is known to speak', async () => {
    expect(await read(key.sign({ ...claims, aud: ['other', 'web'] }))).toMatchObject({ kind: 'code' })
    expect(await read(key.sign({ ...claims, exp: now - 299 }))).toMatchObject({ kind: 'code' })
    const iss = 'https://other.example'
    expect(await read(key.sign({ ...claims, iss }), [iss])).toMatchObject({ kind: 'code', iss })
  })

  it.each([
    ['another issuer', { iss: 'https://evil.example' }, ['issuer_mismatch', { named: true }]],
    ['no issuer', { iss: undefined }, ['issuer_mismatch', { named: true }]],
    ['another client', { aud: 'other' }, invalid('aud')],
    ['nobody', { aud: undefined }, invalid('aud')],
    ['no time', { exp: undefined }, invalid('exp')],
    ['a time that is text', { exp: String(now + 60) }, invalid('exp')],
    ['a time that is over', { exp: now - 300 }, invalid('exp')],
    ['no answer', { code: undefined }, ['code_missing', {}]],
    ['a code that is none', { code: { c: 1 } }, ['code_missing', {}]],
  ])('is refused that names %s', async (_, wrong, expected) => {
    expect(await read(key.sign({ ...claims, ...wrong }))).toEqual(expected)
  })

  it('is refused that nobody signed, or somebody else, also with the public key for a secret', async () => {
    expect(await read(new UnsecuredJWT(claims).encode())).toEqual(invalid('signature'))
    const other = await signer('ES256', 'k1')
    expect(await read(other.sign(claims))).toEqual(invalid('signature'))
    const secret = new TextEncoder().encode(JSON.stringify(key.jwk))
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret)
    expect(await read(forged)).toEqual(invalid('signature'))
    const unknown = await signer('ES256', 'k2')
    expect(await read(unknown.sign(claims))).toEqual(invalid('kid', 'unknown_key'))
  })

  it('is signed as it was registered, where that was said', async () => {
    expect(await read(key.sign(claims), undefined, 'ES256')).toMatchObject({ kind: 'code' })
    expect(await read(key.sign(claims), undefined, 'PS256')).toEqual(invalid('signature'))
  })

  it('fails with nothing but our errors, whatever it says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.jsonValue().map(JSON.stringify)), async text => {
        expect(await read(text)).toEqual(invalid('signature'))
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...Object.keys(claims), 'error'), fc.jsonValue()), async said => {
        const answer = await read(key.sign({ ...claims, ...said }))
        expect(Array.isArray(answer) || (answer instanceof Object && 'kind' in answer)).toBe(true)
      }),
      { numRuns: 50 },
    )
  })
})
