import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { challengeErrorIn, isBearer, nonceIn, proverWith } from './dpop-proof.js'

it.each([
  ['ECDH', 'P-256', ['deriveBits']],
  ['ECDSA', 'P-384', ['sign', 'verify']],
] as const)('a pair for %s with %s proves nothing', async (name, namedCurve, usages) => {
  const pair = await crypto.subtle.generateKey({ name, namedCurve }, false, usages)
  await expect(proverWith(pair)).rejects.toMatchObject({ code: 'invalid_options', facts: { name: 'dpop' } })
})

describe('what a server says of proofs', () => {
  it('is a nonce if it is made of what RFC 9449 §8.1 allows, and of nothing else', () => {
    const allowed = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map(unit => String.fromCharCode(unit)),
      minLength: 1,
      maxLength: 1_000,
    })
    fc.assert(
      fc.property(allowed, text => {
        const isNonce = !/["\\]/.test(text)
        expect(nonceIn(new Headers({ 'dpop-nonce': text }))).toBe(isNonce ? text : undefined)
      }),
    )
    for (const wrong of ['', 'two words', 'ü', 'n'.repeat(1_001)])
      expect(nonceIn(new Headers({ 'dpop-nonce': wrong }))).toBeUndefined()
    expect(nonceIn(new Headers())).toBeUndefined()
  })

  it.each([
    ['DPoP error="use_dpop_nonce", error_description="x"', 'use_dpop_nonce'],
    ['Bearer realm="x", DPoP error=invalid_token', 'invalid_token'],
    ['DPoP algs="ES256"', ''],
    ['DPoP error_description="error"', ''],
    ['Bearer error="invalid_token", DPoP error="use_dpop_nonce"', 'use_dpop_nonce'],
    ['DPoP error="use_dpop_nonce", Bearer error="invalid_token"', 'use_dpop_nonce'],
    ['Bearer error="invalid_token", DPoP algs="ES256"', ''],
    ['Basic realm="error=use_dpop_nonce", Bearer', ''],
    ['Bearer error="use_dpop_nonce"', 'use_dpop_nonce'],
    ['', ''],
  ])('is in the challenge %s the word %j', (challenge, word) => {
    expect(challengeErrorIn(new Headers({ 'www-authenticate': challenge }))).toBe(word)
    expect(challengeErrorIn(new Headers())).toBeUndefined()
  })

  it('is a bearer token if it is one by its type, or of none', () => {
    const types = ['DPoP', 'dpop', 'Bearer', undefined, 'N_A']
    expect(types.map(token_type => isBearer({ access_token: 'at', token_type }))).toEqual([
      false,
      false,
      true,
      true,
      false,
    ])
    expect([isBearer(undefined), isBearer({ error: 'invalid_grant' })]).toEqual([false, false])
  })
})
