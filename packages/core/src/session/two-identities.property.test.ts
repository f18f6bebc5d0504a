import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { authorizationDetails as detailsOf } from '../authorization-details.js'
import { grantKey, wanted } from './grant-record.js'

/** Short words of letters that mean something where names are put together. */
const letters = ['a', 'b', 'A', ',', '"', '[', ']', '\\', '\n', '\t', '\u0000', '\u00e9', '\ud800']
const word = (...more: readonly string[]) => fc.string({ unit: fc.constantFrom(...letters, ...more), maxLength: 3 })
const scope = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 2 })
const separator = fc.constantFrom(' ', ',', '\n', '","', '')
const runs = { numRuns: 1_000 }

const want = fc.record({
  scopes: fc.array(scope, { maxLength: 3 }),
  resource: word(' '),
  details: fc.option(fc.record({ type: scope, amount: fc.nat({ max: 2 }) }), { nil: undefined }),
})

interface Said {
  readonly scopes: readonly string[]
  readonly resource: string
  readonly details: { readonly type: string; readonly amount: number } | undefined
}

function keyOf({ scopes, resource, details }: Said): string {
  return wanted({ scope: scopes.join(' '), resource, authorizationDetails: details && detailsOf(details) }).key
}

/** The same scopes, in whatever order and however often, for the same resource, with the same details. */
function isSame(one: Said, other: Said): boolean {
  const isWithin = (scopes: readonly string[], others: readonly string[]) => scopes.every(own => others.includes(own))
  const isOneSet = isWithin(one.scopes, other.scopes) && isWithin(other.scopes, one.scopes)
  const isOneDetail = one.details?.type === other.details?.type && one.details?.amount === other.details?.amount
  return isOneSet && one.resource === other.resource && isOneDetail
}

/** Another want, one that differs by a little or by the order of its scopes, or one whose letters are those of the other, cut elsewhere. */
const pairs = fc.tuple(want, want, scope, scope, word(' '), separator, fc.nat({ max: 4 })).map(said => {
  const [one, other, start, middle, end, between, chosen] = said
  const near: readonly (readonly [Said, Said])[] = [
    [one, other],
    [one, { ...one, scopes: [...one.scopes.toReversed(), ...one.scopes.slice(0, 1)] }],
    [one, { ...one, resource: other.resource }],
    [one, { ...one, scopes: other.scopes }],
    [
      { ...one, scopes: [start], resource: middle + between + end },
      { ...one, scopes: (start + between + middle).split(' '), resource: end },
    ],
  ]
  return near[chosen] ?? ([one, other] as const)
})

describe('14. Tokens of different requests never mix', () => {
  it('whatever scopes, resource and details they ask for, in whatever order: those of the same request are one', () => {
    fc.assert(
      fc.property(pairs, ([one, other]) => {
        expect(keyOf(one) === keyOf(other)).toBe(isSame(one, other))
      }),
      runs,
    )
  })

  it('however many spaces stand around their scopes', () => {
    const spaces = fc.nat({ max: 2 }).map(count => ' '.repeat(count))
    const scopes = fc.array(fc.tuple(scope, spaces), { maxLength: 4 })
    fc.assert(
      fc.property(scopes, spaces, (parts, first) => {
        const one = parts.map(([each]) => each).join(' ')
        const other = first + parts.map(([each, more]) => `${each} ${more}`).join('')
        expect(wanted({ scope: other }).key).toBe(wanted({ scope: one }).key)
      }),
      runs,
    )
  })

  it('whatever issuer, client and slot they are for: another grant lies under another name', () => {
    const part = word(' ')
    const identity = fc.record({ issuer: part, client: part, slot: part })
    fc.assert(
      fc.property(identity, identity, separator, (one, other, between) => {
        const isOne = one.issuer === other.issuer && one.client === other.client && one.slot === other.slot
        expect(grantKey(one) === grantKey(other)).toBe(isOne)
        const { issuer, client, slot } = one
        const early = { issuer, client: client + between + slot, slot: '' }
        const late = { issuer: issuer + between + client, client: slot, slot: '' }
        const keys = [early, late].map(grantKey)
        expect(keys[0] === keys[1]).toBe(early.issuer === late.issuer && early.client === late.client)
      }),
      runs,
    )
  })
})
