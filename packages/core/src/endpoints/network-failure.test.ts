import { describe, expect, it } from 'vitest'
import { networkFailure } from './network-failure.js'

const origin = 'https://id.example'
const coded = (code: unknown, cause?: unknown) => Object.assign(new Error('no', { cause }), { code })
const factsOf = (thrown: unknown) => networkFailure(thrown, origin, []).facts

describe('a failure of the network', () => {
  it.each([
    'UND_ERR_CONNECT_TIMEOUT',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
  ])('before anything was sent is known by its code %s', code => {
    expect(factsOf(coded(code))).toEqual({ origin, reason: code, unsent: true })
  })

  it.each(['ECONNREFUSED_LATER', 'NOT_ECONNREFUSED', 'NO_CERT_', 'EPIPE'])('is not taken for one by %s', code => {
    expect(factsOf(coded(code))).toEqual({ origin, reason: code, unsent: undefined })
  })

  it.each([['no word'], ['-x'], [''], [7], [undefined]])('has no reason where its code is %j', code => {
    expect(factsOf(coded(code))).toEqual({ origin, reason: undefined, unsent: undefined })
    expect(factsOf(coded(code, coded('ENOTFOUND')))).toMatchObject({ reason: 'ENOTFOUND' })
  })

  it('is known by the first code there is, no deeper than four causes', () => {
    const deep = (depth: number): Error =>
      new Error('above', { cause: depth > 1 ? deep(depth - 1) : coded('ENOTFOUND') })
    expect(factsOf(coded('ETIMEDOUT', coded('ENOTFOUND')))).toMatchObject({ reason: 'ETIMEDOUT' })
    expect(factsOf(deep(3))).toMatchObject({ reason: 'ENOTFOUND', unsent: true })
    expect(factsOf(deep(4))).toMatchObject({ reason: undefined, unsent: undefined })
    const endless = new Error('again')
    endless.cause = endless
    expect(factsOf(endless)).toMatchObject({ reason: undefined })
  })

  it('tells names and words of its causes, none that repeats a secret, and nothing of what is no error', () => {
    const cause = new RangeError('the inner reason')
    const { cause: told } = networkFailure(new TypeError('it was a secret', { cause }), origin, ['a secret'])
    expect(told).toMatchObject({
      name: 'TypeError',
      message: '',
      cause: { name: 'RangeError', message: cause.message },
    })
    for (const thrown of ['a text', { message: 'm', code: 'ENOTFOUND' }, undefined]) {
      const failure = networkFailure(thrown, origin, [])
      expect([failure.code, failure.cause, failure.facts.reason]).toEqual(['network_failed', undefined, undefined])
    }
  })
})
