import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Signer, signer } from '../../test-support/id-tokens.js'
import { isOAuthError } from '../errors.js'
import { verifyIntrospection } from './signed-introspection-response.js'

const wall = Date.UTC(2026, 10, 26)
const claims = {
  iss: 'https://id.example',
  aud: 'api',
  iat: wall / 1000,
  token_introspection: { active: true, sub: 'ada' },
}
const typ = 'token-introspection+jwt'

let server: Signer
beforeAll(async () => {
  server = await signer('ES256', 'k1')
})

const client = { server: { issuer: 'https://id.example' }, clientId: 'api' }
const verified = (jwt: string) => verifyIntrospection(jwt, client, { keys: [server.jwk] }, wall)

async function read(more: object = {}, header: Readonly<Record<string, unknown>> = { typ }) {
  return verified(await server.sign({ ...claims, ...more }, header))
}

describe('a signed introspection answer', () => {
  it('is told like any other', async () => {
    expect(await read()).toMatchObject({ active: true, subject: 'ada' })
    expect(await read({ aud: ['other', 'api'], token_introspection: { active: false } })).toEqual({ active: false })
    for (const seconds of [-300, 300])
      expect(await read({ iat: wall / 1000 + seconds })).toMatchObject({ active: true })
    expect(await read({}, { typ: 'application/Token-Introspection+JWT' })).toMatchObject({ active: true })
  })

  it('is signed as it was registered, where that was said', async () => {
    const jwt = await server.sign(claims, { typ })
    const registered = (alg: 'ES256' | 'RS256') =>
      verifyIntrospection(jwt, { ...client, introspectionSignedResponseAlg: alg }, { keys: [server.jwk] }, wall)
    expect(await registered('ES256')).toMatchObject({ active: true })
    await expect(registered('RS256')).rejects.toMatchObject({ facts: { claim: 'signature' } })
  })

  it.each([
    ['typ', {}, {}],
    ['typ', {}, { typ: 'JWT' }],
    ['typ', {}, { typ: 'at+jwt' }],
    ['typ', {}, { typ: [typ] }],
    ['typ', {}, { typ: `x${typ}` }],
    ['typ', {}, { typ: `${typ}x` }],
    ['iss', { iss: 'https://other.example' }, { typ }],
    ['aud', { aud: 'web' }, { typ }],
    ['aud', { aud: undefined }, { typ }],
    ['iat', { iat: undefined }, { typ }],
    ['iat', { iat: wall / 1000 - 301 }, { typ }],
    ['iat', { iat: wall / 1000 + 301 }, { typ }],
    ['token_introspection', { token_introspection: undefined, active: true }, { typ }],
    ['token_introspection', { token_introspection: 'active' }, { typ }],
    [undefined, { token_introspection: { active: 'yes' } }, { typ }],
  ])('with a wrong %s is not taken (%#)', async (claim, more, header) => {
    const error = await read(more, header).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'introspection_invalid' })
    expect(isOAuthError(error) && error.facts.claim).toBe(claim)
  })

  it('by another key is not taken, and by one of a new name asks for the keys again', async () => {
    const [forger, renamed] = [await signer('ES256', 'k1'), await signer('ES256', 'k2')]
    await expect(verified(await forger.sign(claims, { typ }))).rejects.toMatchObject({
      facts: { claim: 'signature' },
    })
    await expect(verified(await renamed.sign(claims, { typ }))).rejects.toMatchObject({
      facts: { claim: 'kid', reason: 'unknown_key' },
    })
  })

  it('never fails with anything but an OAuthError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), fc.constant('e30.e30.')), async text => {
        const error = await verified(text).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'introspection_invalid' })
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.constantFrom(...Object.keys(claims)), fc.jsonValue()), async more => {
        const answer = await read(more).catch((thrown: unknown) => thrown)
        expect(isOAuthError(answer) || Object(answer).active !== undefined).toBe(true)
      }),
    )
  })
})
