import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { challengesIn } from './challenge.js'

function read(header: string) {
  return challengesIn(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])
}

describe('a WWW-Authenticate header', () => {
  it.each([
    ['Bearer', [['bearer', {}]]],
    ['Bearer realm="a", error="invalid_token"', [['bearer', { realm: 'a', error: 'invalid_token' }]]],
    ['DPoP algs="ES256 PS256",Error = use_dpop_nonce', [['dpop', { algs: 'ES256 PS256', error: 'use_dpop_nonce' }]]],
    [
      'Basic realm="a, Bearer error=\\"no\\"", Bearer max_age=5',
      [
        ['basic', { realm: 'a, Bearer error="no"' }],
        ['bearer', { max_age: '5' }],
      ],
    ],
    ['Bearer error="first", error="second"', [['bearer', { error: 'first' }]]],
    ["a!#$%&'*+.^_`|~-9  =  b;c", []],
    ["Own-Scheme! a!#$%&'*+.^_`|~-9  =  b;c", [['own-scheme!', { "a!#$%&'*+.^_`|~-9": 'b;c' }]]],
    ['Bearer a="", b = "two  words",c=d', [['bearer', { a: '', b: 'two  words', c: 'd' }]]],
    ['realm="nobody’s"', []],
    ['', []],
  ])('is read as a server means it: %s', (header, expected) => {
    expect(read(header)).toEqual(expected)
  })

  it('says what was written, whatever is in quotes', () => {
    const token = fc.stringMatching(/^[a-z][a-z_]{0,10}$/)
    fc.assert(
      fc.property(
        token,
        fc.uniqueArray(fc.tuple(token, fc.string()), { selector: ([name]) => name }),
        (scheme, said) => {
          const quoted = said.map(([name, value]) => `${name}="${value.replaceAll(/["\\]/g, '\\$&')}"`)
          expect(read(`${scheme} ${quoted.join(', ')}`)).toEqual([[scheme, Object.fromEntries(said)]])
        },
      ),
    )
  })

  it('never fails, and is read in a time that grows with its length alone', () => {
    fc.assert(fc.property(fc.string(), header => Array.isArray(challengesIn(header))))
    expect(challengesIn(`Bearer a="${'\\'.repeat(50_000)}`)).toHaveLength(2)
  })
})
