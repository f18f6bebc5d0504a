import { createHash } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { signer } from '../../test-support/id-tokens.js'
import { authorizationCode } from '../grants/authorization-code.js'
import { refreshToken } from '../grants/refresh-token.js'
import { parseJwks } from '../messages/key-set.js'
import { clientSecretBasic, none } from './client-authentication.js'
import { keysOfSecret } from './secret-keys.js'

const wall = Date.UTC(2026, 10, 24)
const { clock } = handClock(wall)
const secret = 'a secret of at least thirty-two bytes'
const issuer = 'https://id.example'
const at_hash = createHash('sha256').update('at').digest().subarray(0, 16).toString('base64url')
const claims = { iss: issuer, aud: 'shop', sub: 'ada', iat: wall / 1000, exp: wall / 1000 + 60, nonce: 'n', at_hash }
const registration = {
  server: { issuer, tokenEndpoint: `${issuer}/token` },
  clientId: 'shop',
  authentication: clientSecretBasic(secret),
}

function signed(by = secret, alg = 'HS256', more: object = {}): Promise<string> {
  return new SignJWT({ ...claims, ...more }).setProtectedHeader({ alg }).sign(new TextEncoder().encode(by))
}

async function exchanged(idToken: string, keys = keysOfSecret(secret, registration)) {
  const { fetch } = fakeFetch(() => json({ access_token: 'at', id_token: idToken }))
  const asked = { code: 'c', redirectUri: 'https://shop.example/', codeVerifier: 'v', nonce: 'n' }
  return authorizationCode(registration, asked, { fetch, clock, keys })
}

describe('an id_token that is signed with the client’s secret', () => {
  it.each(['HS256', 'HS384', 'HS512'])('is verified with it: %s', async alg => {
    const hash = createHash(`sha${alg.slice(2)}`)
      .update('at')
      .digest()
    const more = { at_hash: hash.subarray(0, hash.length / 2).toString('base64url') }
    expect((await exchanged(await signed(secret, alg, more))).user).toEqual({ sub: 'ada' })
  })

  it('is verified at a refresh as well', async () => {
    const idToken = await signed()
    const { fetch } = fakeFetch(() => json({ access_token: 'at', id_token: idToken }))
    const refresh = (sub: string) =>
      refreshToken(
        registration,
        { refreshToken: 'rt', user: { sub } },
        { fetch, clock, keys: keysOfSecret(secret, registration) },
      )
    expect(await refresh('ada')).toMatchObject({ tokens: { user: { sub: 'ada' } } })
    expect(await refresh('eve')).toMatchObject({ mismatch: { code: 'id_token_invalid', facts: { claim: 'sub' } } })
  })

  it('is refused with another secret, a key of the server, none at all, or wrong claims', async () => {
    const server = await signer('ES256')
    const refused = [await signed('another secret of thirty-two bytes'), await server.sign(claims)]
    for (const idToken of [...refused, new UnsecuredJWT(claims).encode()])
      await expect(exchanged(idToken)).rejects.toMatchObject({
        code: 'id_token_invalid',
        facts: { claim: 'signature' },
      })
    const expected = { code: 'id_token_invalid', facts: { claim: 'at_hash' } }
    await expect(exchanged(await signed(secret, 'HS256', { at_hash: 'x' }))).rejects.toMatchObject(expected)
  })

  it('is refused by whoever did not say so, whatever the server publishes', async () => {
    const k = Buffer.from(secret).toString('base64url')
    const published = parseJwks({ keys: [{ kty: 'oct', k, alg: 'HS256' }], secret })
    const expected = { code: 'id_token_invalid', facts: { claim: 'signature' } }
    await expect(exchanged(await signed(), published)).rejects.toMatchObject(expected)
  })

  it('needs a secret', () => {
    expect(() => keysOfSecret('', registration)).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  })

  it('is for no public client, which has no secret that nobody else knows', () => {
    const expected = { code: 'invalid_options', facts: { name: 'authentication' } }
    expect(() => keysOfSecret(secret, { authentication: none })).toThrow(expect.objectContaining(expected))
  })
})
