import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { CompactSign, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { type Signer, signer } from '../../test-support/id-tokens.js'
import { outputs } from '../../test-support/outputs.js'
import { isOAuthError } from '../errors.js'
import { type ExpectedIdToken, verifyIdToken } from './id-token.js'
import type { JsonObject } from './json.js'
import type { Jwk } from './key-set.js'
import type { SignedResponseAlgs } from './registration.js'
import { clockTolerance, farthestClock, serverTolerance } from './tolerance.js'

const now = 1_800_000_000
const wall = now * 1000
const claims = {
  iss: 'https://id.example',
  aud: 'web',
  sub: 'ada',
  exp: now + 600,
  iat: now,
  nonce: 'a nonce',
  name: 'Ada',
}
const client = { server: { issuer: 'https://id.example' }, clientId: 'web' }
let server: Signer

beforeAll(async () => {
  server = await signer('ES256', 'k1')
})

function expected(more: Partial<ExpectedIdToken> = {}): ExpectedIdToken {
  return { keys: { keys: [server.jwk] }, wall, ...more }
}

async function facts(
  idToken: string,
  more: Partial<ExpectedIdToken> = {},
  algs: SignedResponseAlgs = {},
): Promise<unknown> {
  try {
    return await verifyIdToken(idToken, { ...client, ...algs }, expected(more))
  } catch (error) {
    return isOAuthError(error) && error.code === 'id_token_invalid' ? error.facts : error
  }
}

const hash = (accessToken: string, algorithm = 'sha256') => {
  const digest = createHash(algorithm).update(accessToken).digest()
  return digest.subarray(0, digest.length / 2).toString('base64url')
}

describe('an id_token', () => {
  it('names the user, without the claims that are about the token', async () => {
    expect(await facts(await server.sign({ ...claims, sid: 's1' }), { nonce: 'a nonce' })).toEqual({
      sub: 'ada',
      name: 'Ada',
      sid: 's1',
    })
  })

  it('is signed as it was registered, where that was said', async () => {
    const idToken = await server.sign(claims)
    expect(await facts(idToken, {}, { idTokenSignedResponseAlg: 'ES256' })).toMatchObject({ sub: 'ada' })
    expect(await facts(idToken, {}, { idTokenSignedResponseAlg: 'RS256' })).toMatchObject({ claim: 'signature' })
    expect(await facts(idToken, {}, { userinfoSignedResponseAlg: 'RS256' })).toMatchObject({ sub: 'ada' })
  })

  it.each(['RS256', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA', 'RS512'])('may be signed with %s', async alg => {
    const other = await signer(alg)
    const bits = alg === 'EdDSA' ? '512' : alg.slice(2)
    const at_hash = hash('at', `sha${bits}`)
    const idToken = await other.sign({ ...claims, at_hash })
    const more = { keys: { keys: [other.jwk] }, accessToken: 'at', requireAtHash: true }
    expect(await facts(idToken, more)).toMatchObject({ sub: 'ada' })
    expect(await facts(idToken, { ...more, accessToken: 'another' })).toEqual({ claim: 'at_hash' })
  })

  it('without a signature, or signed with a shared secret, is refused', async () => {
    expect(await facts(new UnsecuredJWT(claims).encode())).toMatchObject({ claim: 'signature' })
    const payload = new TextEncoder().encode(JSON.stringify(claims))
    const secret = new TextEncoder().encode('the secret of the client, long enough')
    const shared = await new CompactSign(payload).setProtectedHeader({ alg: 'HS256' }).sign(secret)
    expect(await facts(shared)).toMatchObject({ claim: 'signature' })
    const oct = { kty: 'oct', k: Buffer.from(secret).toString('base64url'), kid: 'k1' }
    expect(await facts(shared, { keys: { keys: [oct] } })).toMatchObject({ claim: 'signature' })
  })

  it('that was changed, or made by somebody else, is refused', async () => {
    const [header, , signature] = (await server.sign(claims)).split('.')
    const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'eve' })).toString('base64url')
    expect(await facts(`${header}.${forged}.${signature}`)).toMatchObject({ claim: 'signature' })
    const thief = await signer('ES256', 'k1')
    expect(await facts(await thief.sign(claims))).toMatchObject({ claim: 'signature' })
  })

  it('of an unknown key says so, so that the keys can be fetched again', async () => {
    const next = await signer('ES256', 'k2')
    const unknown = { claim: 'kid', reason: 'unknown_key' }
    expect(await facts(await next.sign(claims))).toEqual(unknown)
    expect(await facts(await next.sign(claims), { keys: { keys: [server.jwk, next.jwk] } })).toMatchObject({
      sub: 'ada',
    })
  })

  it('needs no key id where only one key fits', async () => {
    const [nameless, rsa] = [await signer('ES256'), await signer('RS256')]
    const keys = { keys: [rsa.jwk, nameless.jwk] }
    expect(await facts(await nameless.sign(claims), { keys })).toMatchObject({ sub: 'ada' })
    expect(await facts(await nameless.sign(claims, { kid: 'k9' }), { keys })).toMatchObject({ sub: 'ada' })
    const two = { keys: [nameless.jwk, (await signer('ES256')).jwk] }
    expect(await facts(await nameless.sign(claims), { keys: two })).toMatchObject({ reason: 'unknown_key' })
  })

  it('is verified with the key that it names, also beside one without a name', async () => {
    const keys = { keys: [(await signer('ES256')).jwk, server.jwk] }
    expect(await facts(await server.sign(claims), { keys })).toMatchObject({ sub: 'ada' })
  })

  it('is not verified with a key for encryption or for another algorithm', async () => {
    const idToken = await server.sign(claims)
    const unknown = { reason: 'unknown_key' }
    expect(await facts(idToken, { keys: { keys: [{ ...server.jwk, use: 'enc' }] } })).toMatchObject(unknown)
    expect(await facts(idToken, { keys: { keys: [{ ...server.jwk, alg: 'ES384' }] } })).toMatchObject(unknown)
  })

  it.each([
    ['iss', { iss: 'https://evil.example' }],
    ['aud', { aud: 'another' }],
    ['aud', { aud: ['another'] }],
    ['aud', { aud: undefined }],
    ['azp', { aud: ['web', 'another'] }],
    ['azp', { azp: 'another' }],
    ['sub', { sub: undefined }],
    ['sub', { sub: '' }],
    ['sub', { sub: 1 }],
    ['exp', { exp: undefined }],
    ['exp', { exp: `${now + 600}` }],
    ['iat', { iat: undefined }],
    ['iat', { iat: `${now}` }],
    ['nbf', { nbf: null }],
    ['nonce', { nonce: 'another' }],
    ['nonce', { nonce: undefined }],
  ])('with a wrong %s is refused: %j', async (claim, wrong) => {
    const idToken = await server.sign({ ...claims, ...wrong })
    expect(await facts(idToken, { nonce: 'a nonce' })).toEqual({ claim })
  })

  it('for several audiences is accepted when this client is the authorized party', async () => {
    const idToken = await server.sign({ ...claims, aud: ['web', 'another'], azp: 'web' })
    expect(await facts(idToken)).toMatchObject({ sub: 'ada' })
    expect(await facts(await server.sign({ ...claims, aud: ['web'] }))).toMatchObject({ sub: 'ada' })
  })

  it('survives a clock that is five minutes fast, and no more', async () => {
    const idToken = await server.sign(claims)
    const end = claims.exp * 1000
    expect(await facts(idToken, { wall: end + clockTolerance - 1 })).toMatchObject({ sub: 'ada' })
    expect(await facts(idToken, { wall: end + clockTolerance })).toMatchObject({ claim: 'exp' })
  })

  it('survives a clock that is up to a day slow', async () => {
    const idToken = await server.sign({ ...claims, auth_time: now })
    expect(await facts(idToken, { wall: wall - farthestClock, maxAge: 1_000 })).toMatchObject({ sub: 'ada' })
    expect(await facts(idToken, { wall: wall - farthestClock - 1 })).toMatchObject({ claim: 'iat' })
    const ended = await server.sign({ ...claims, exp: now - clockTolerance / 1000 })
    expect(await facts(ended, { wall: wall - farthestClock })).toMatchObject({ claim: 'exp' })
  })

  describe('with our nonce', () => {
    const fresh = { nonce: 'a nonce' }
    const [hour, minute] = [3_600_000, 60_000]

    it('survives a clock that was up to a day fast when it was asked for, and no more', async () => {
      const idToken = await server.sign(claims)
      const fast = async (by: number) => facts(idToken, { ...fresh, wall: wall + by, askedAt: wall + by })
      expect(await fast(2 * hour)).toMatchObject({ sub: 'ada' })
      const lasts = 600_000 + clockTolerance
      expect(await fast(farthestClock + lasts - 1)).toMatchObject({ sub: 'ada' })
      expect(await fast(farthestClock + lasts)).toEqual({ claim: 'exp', ahead: farthestClock + lasts })
      expect(await fast(2 * farthestClock)).toEqual({ claim: 'exp', ahead: 2 * farthestClock })
    })

    it('survives a fast clock where the Date of the answer, too, tells of a part of the error only', async () => {
      const idToken = await server.sign(claims)
      const more = { ...fresh, wall: wall + 2 * hour, askedAt: wall + 2 * hour }
      for (const ahead of [-hour, 0, hour, 3 * hour])
        expect(await facts(idToken, { ...more, ahead })).toMatchObject({ sub: 'ada' })
    })

    it('is no newer for the time of a question with no nonce, with another, or of which nobody knows when it was', async () => {
      const fast = { wall: wall + 2 * hour, askedAt: wall + 2 * hour }
      const old = { claim: 'exp', ahead: 2 * hour }
      expect(await facts(await server.sign(claims), fast)).toEqual(old)
      expect(await facts(await server.sign({ ...claims, nonce: undefined }), fast)).toEqual(old)
      expect(await facts(await server.sign(claims), { ...fast, nonce: 'another' })).toEqual(old)
      expect(await facts(await server.sign(claims), { ...fast, ...fresh, askedAt: undefined })).toEqual(old)
      const quirk = { ...fast, ...fresh, withoutNonce: true }
      expect(await facts(await server.sign({ ...claims, nonce: undefined }), quirk)).toEqual(old)
      expect(await facts(await server.sign({ ...claims, nonce: 'another' }), { ...fresh, askedAt: wall })).toEqual({
        claim: 'nonce',
      })
    })

    it('is refused by a fast clock as well if it had ended when it was made', async () => {
      const ended = await server.sign({ ...claims, exp: now - clockTolerance / 1000 })
      for (const fast of [0, 2 * hour])
        expect(await facts(ended, { ...fresh, wall: wall + fast, askedAt: wall + fast })).toMatchObject({
          claim: 'exp',
        })
    })

    it('ends while the answer is on its way, on a fast clock as on a right one', async () => {
      const short = await server.sign({ ...claims, exp: now + 300 })
      const late = { ...fresh, askedAt: wall }
      for (const fast of [0, 2 * hour]) {
        const at = (took: number) => ({ ...late, askedAt: wall + fast, wall: wall + fast + took })
        expect(await facts(short, at(10 * minute - 1))).toMatchObject({ sub: 'ada' })
        expect(await facts(short, at(10 * minute))).toEqual({ claim: 'exp', ahead: fast + 10 * minute })
      }
    })

    it('keeps nobody out whose clock was set right while they signed in', async () => {
      const idToken = await server.sign(claims)
      for (const wrong of [-2 * hour, 2 * hour])
        expect(await facts(idToken, { ...fresh, askedAt: wall + wrong })).toMatchObject({ sub: 'ada' })
    })

    it('lets a clock that is fast by up to a day in where a right one is let in, and nowhere else', async () => {
      const milliseconds = (max: number) => fc.integer({ min: 0, max })
      const life = fc.record({
        skew: milliseconds(farthestClock),
        lifetime: fc.integer({ min: -600, max: 3_600 }),
        before: milliseconds(hour),
        after: milliseconds(hour),
      })
      await fc.assert(
        fc.asyncProperty(life, async ({ skew, lifetime, before, after }) => {
          const idToken = await server.sign({ ...claims, exp: now + lifetime })
          const shown = (by: number, before: number) =>
            facts(idToken, { ...fresh, askedAt: wall - before + by, wall: wall + after + by })
          const isIn = async (by: number, before: number) => 'sub' in Object(await shown(by, before))
          expect(await isIn(skew, 0)).toBe(await isIn(0, 0))
          if (await isIn(skew, before)) expect(await isIn(0, before)).toBe(true)
        }),
      )
    })
  })

  it('survives any clock whose error is known', async () => {
    const idToken = await server.sign(claims)
    for (const ahead of [-10, 10].map(days => days * farthestClock))
      expect(await facts(idToken, { wall: wall + ahead, ahead })).toMatchObject({ sub: 'ada' })
    expect(await facts(idToken, { wall: wall + farthestClock, ahead: 60_000 })).toMatchObject({ claim: 'exp' })
  })

  it('survives a server that tells the wrong time, where this clock is right', async () => {
    const idToken = await server.sign(claims)
    for (const ahead of [-10, 10].map(days => days * farthestClock)) {
      expect(await facts(idToken, { wall, ahead })).toMatchObject({ sub: 'ada' })
      const asked = { nonce: 'a nonce', askedAt: wall - 3_600_000 }
      expect(await facts(idToken, { wall, ahead, ...asked })).toMatchObject({ sub: 'ada' })
    }
  })

  it('may say from when it is valid', async () => {
    const from = async (nbf: unknown) => facts(await server.sign({ ...claims, nbf }))
    expect(await from(now + clockTolerance / 1000)).toMatchObject({ sub: 'ada' })
    expect(await from(now + clockTolerance / 1000 + 1)).toEqual({ claim: 'nbf' })
    expect(await from('now')).toEqual({ claim: 'nbf' })
  })

  it('may say from when it is valid, and keeps nobody out whose clock is right, or slow', async () => {
    const since = await server.sign({ ...claims, iat: now - 3_600, nbf: now })
    expect(await facts(since, { nonce: 'a nonce', askedAt: wall })).toMatchObject({ sub: 'ada' })
    for (const ahead of [-3_600_000, 3_600_000]) expect(await facts(since, { ahead })).toMatchObject({ sub: 'ada' })
    const later = await server.sign({ ...claims, nbf: now + clockTolerance / 1000 + 1 })
    expect(await facts(await server.sign({ ...claims, nbf: now }), { wall: wall - 3_600_000 })).toMatchObject({
      sub: 'ada',
    })
    expect(await facts(later, { ahead: 3_600_000 })).toEqual({ claim: 'nbf' })
    expect(await facts(later, { wall: wall - 3_600_000 })).toEqual({ claim: 'nbf' })
    expect(await facts(later, { wall: wall - 3_600_000, ahead: -3_600_000 })).toEqual({ claim: 'nbf' })
    expect(await facts(later, { wall: wall - 3_600_000, ahead: -3_601_000 })).toMatchObject({ sub: 'ada' })
  })

  it('tells how wrong the clock is', async () => {
    const idToken = await server.sign(claims)
    const day = 86_400_000
    expect(await facts(idToken, { wall: wall + day })).toEqual({ claim: 'exp', ahead: day })
    expect(await facts(idToken, { wall: wall - 2 * day })).toEqual({ claim: 'iat', ahead: -2 * day })
  })

  it('must tell of a recent sign-in where that was asked for', async () => {
    const idToken = await server.sign({ ...claims, auth_time: now - 600 })
    expect(await facts(idToken, { maxAge: 600_000 - serverTolerance })).toMatchObject({ sub: 'ada' })
    expect(await facts(idToken, { maxAge: 599_000 - serverTolerance })).toEqual({ claim: 'auth_time' })
    expect(await facts(await server.sign(claims), { maxAge: 600_000 })).toEqual({ claim: 'auth_time' })
    expect(await facts(await server.sign({ ...claims, auth_time: 'now' }), { maxAge: 600_000 })).toEqual({
      claim: 'auth_time',
    })
  })

  it('tells how recent by the server’s own two times, however wrong this clock is', async () => {
    const idToken = await server.sign({ ...claims, auth_time: now - 600 })
    for (const skew of [-240_000, 240_000]) {
      expect(await facts(idToken, { wall: wall + skew, maxAge: 600_000 - serverTolerance })).toMatchObject({
        sub: 'ada',
      })
      expect(await facts(idToken, { wall: wall + skew, maxAge: 599_000 - serverTolerance })).toEqual({
        claim: 'auth_time',
      })
    }
  })

  it('may come later by what the user took, and no more is forgiven where this clock went back', async () => {
    const idToken = await server.sign({ ...claims, auth_time: now - 600 })
    const maxAge = 300_000 - serverTolerance
    expect(await facts(idToken, { maxAge, askedAt: wall - 300_000 })).toMatchObject({ sub: 'ada' })
    expect(await facts(idToken, { maxAge, askedAt: wall - 299_000 })).toEqual({ claim: 'auth_time' })
    expect(await facts(idToken, { maxAge: 600_000, askedAt: wall + 300_000 })).toMatchObject({ sub: 'ada' })
  })

  it('must be by a key that is good for its issuer, where a key set is for several', async () => {
    const quirks = { issuers: ['https://other.example'], isKeyOf: (key: Jwk, { iss }: JsonObject) => key.owner === iss }
    const keys = { keys: [{ ...server.jwk, owner: 'https://other.example' }] }
    const by = async (iss: string) =>
      verifyIdToken(await server.sign({ ...claims, iss }), { ...client, quirks }, expected({ keys }))
    expect(await by('https://other.example')).toMatchObject({ sub: 'ada' })
    await expect(by('https://id.example')).rejects.toMatchObject({ facts: { claim: 'iss' } })
  })

  it('must say that the user signed in as strongly as was asked for', async () => {
    const gold = await server.sign({ ...claims, acr: 'gold' })
    for (const acrValues of ['gold', 'silver gold', undefined])
      expect(await facts(gold, { acrValues })).toMatchObject({ sub: 'ada', acr: 'gold' })
    for (const acrValues of ['silver', 'gol', 'golden', ' '])
      expect(await facts(gold, { acrValues })).toEqual({ claim: 'acr' })
    expect(await facts(await server.sign(claims), { acrValues: 'gold' })).toEqual({ claim: 'acr' })
    expect(await facts(await server.sign({ ...claims, acr: ['gold'] }), { acrValues: 'gold' })).toEqual({
      claim: 'acr',
    })
  })

  it('is bound to its access token when it says so, and must be where that is required', async () => {
    const bound = await server.sign({ ...claims, at_hash: hash('at') })
    expect(await facts(bound, { accessToken: 'at' })).toMatchObject({ sub: 'ada' })
    expect(await facts(bound, { accessToken: 'another' })).toMatchObject({ claim: 'at_hash' })
    const unbound = await server.sign(claims)
    expect(await facts(unbound, { accessToken: 'at' })).toMatchObject({ sub: 'ada' })
    expect(await facts(unbound, { accessToken: 'at', requireAtHash: true })).toMatchObject({ claim: 'at_hash' })
    expect(await facts(bound)).toMatchObject({ sub: 'ada' })
    for (const idToken of [bound, unbound, await server.sign({ ...claims, at_hash: hash('') })])
      expect(await facts(idToken, { requireAtHash: true })).toMatchObject({ claim: 'at_hash' })
  })

  it('is bound in the spelling of addresses, whatever is in the hash', async () => {
    for (const letters of [/-.*-/, /_.*_/]) {
      let accessToken = 'at'
      while (!letters.test(hash(accessToken))) accessToken += '.'
      const bound = await server.sign({ ...claims, at_hash: hash(accessToken) })
      expect(await facts(bound, { accessToken })).toMatchObject({ sub: 'ada' })
    }
  })

  it('is bound to the code that came with it', async () => {
    const bound = await server.sign({ ...claims, c_hash: hash('c') })
    expect(await facts(bound, { code: 'c' })).toMatchObject({ sub: 'ada' })
    expect(await facts(bound, { code: 'another' })).toEqual({ claim: 'c_hash' })
    expect(await facts(await server.sign(claims), { code: 'c' })).toEqual({ claim: 'c_hash' })
  })

  it('may leave the nonce out where the provider is known for it, and never have another', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
    const quirk = { nonce: 'a nonce', withoutNonce: true }
    expect(await facts(await server.sign({ ...claims, nonce: undefined }), quirk)).toMatchObject({ sub: 'ada' })
    expect(await facts(await server.sign(claims), quirk)).toMatchObject({ sub: 'ada' })
    expect(await facts(await server.sign({ ...claims, nonce: 'another' }), quirk)).toEqual({ claim: 'nonce' })
    warn.mockRestore()
  })

  it('must be about the same user when tokens are refreshed', async () => {
    const idToken = await server.sign(claims)
    expect(await facts(idToken, { user: { sub: 'ada' } })).toMatchObject({ sub: 'ada' })
    expect(await facts(idToken, { user: { sub: 'eve' } })).toMatchObject({ claim: 'sub' })
  })

  it('must repeat when the user signed in, if it says when, and was told before', async () => {
    const idToken = await server.sign({ ...claims, auth_time: now - 600 })
    expect(await facts(idToken, { user: { sub: 'ada', auth_time: now - 600 } })).toMatchObject({ sub: 'ada' })
    expect(await facts(idToken, { user: { sub: 'ada' } })).toMatchObject({ sub: 'ada' })
    expect(await facts(await server.sign(claims), { user: { sub: 'ada', auth_time: now } })).toMatchObject({
      sub: 'ada',
    })
    for (const auth_time of [now, `${now - 600}`])
      expect(await facts(idToken, { user: { sub: 'ada', auth_time } })).toEqual({ claim: 'auth_time' })
  })

  it('need not repeat when the user signed in, nor the name of that session, which stay as they were told before', async () => {
    const user = { sub: 'ada', auth_time: now - 600, sid: 'before', acr: 'gold' }
    const { acr: _, ...kept } = { ...user, name: 'Ada' }
    expect(await facts(await server.sign(claims), { user })).toStrictEqual(kept)
    expect(await facts(await server.sign({ ...claims, sid: 'now' }), { user })).toStrictEqual({ ...kept, sid: 'now' })
    expect(await facts(await server.sign(claims), { user: { sub: 'ada' } })).toStrictEqual({ sub: 'ada', name: 'Ada' })
  })

  it('whose payload is no JSON object is refused', async () => {
    expect(await facts(await server.sign('claims'))).toMatchObject({ claim: 'payload' })
    expect(await facts(await server.sign([]))).toMatchObject({ claim: 'payload' })
  })

  it('never fails with anything but id_token_invalid, and is never told', async () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map(text => Buffer.from(text).toString('base64url')),
      fc.string(),
    )
    const anything = fc.oneof(
      fc.string(),
      fc.tuple(part, part, part).map(parts => parts.join('.')),
    )
    await fc.assert(
      fc.asyncProperty(anything, async text => {
        const thrown = await verifyIdToken(text, client, expected()).catch((error: unknown) => error)
        expect(thrown).toMatchObject({ code: 'id_token_invalid' })
      }),
    )
    const shuffled = fc.record(
      { iss: fc.jsonValue(), aud: fc.jsonValue(), sub: fc.jsonValue(), exp: fc.jsonValue(), at_hash: fc.jsonValue() },
      { requiredKeys: [] },
    )
    await fc.assert(
      fc.asyncProperty(shuffled, async wrong => {
        const idToken = await server.sign({ ...claims, nonce: 'a secret nonce', ...wrong })
        const thrown = await verifyIdToken(idToken, client, expected({ nonce: 'another' })).catch(
          (error: unknown) => error,
        )
        expect(thrown).toMatchObject({ code: 'id_token_invalid' })
        expect(outputs(thrown)).not.toContain('a secret nonce')
        expect(outputs(thrown)).not.toContain(idToken)
      }),
      { numRuns: 30 },
    )
  })
})
