import { describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { OAuthError } from '../errors.js'
import type { Jwks } from '../messages/key-set.js'
import { type KeyOptions, withFittingKeys } from './fitting-keys.js'

const server = { issuer: 'https://id.example', jwksUri: 'https://id.example/keys' }
const [old, current, other] = ['old', 'current', 'other'].map(kid => ({ keys: [{ kty: 'EC', kid }] }))
const unknown = new OAuthError('id_token_invalid', { reason: 'unknown_key' })

/** Verifies with keys of one name only, and tells which were tried. */
async function tried(options: KeyOptions, fits = 'current', failure: unknown = unknown) {
  const { fetch, requests } = fakeFetch(() => json(current))
  const names: string[] = []
  const verify = async ({ keys: [key] }: Jwks) => {
    names.push(`${key?.kid}`)
    if (key?.kid !== fits) throw failure
    return 'verified'
  }
  const outcome = await withFittingKeys(server, { fetch, ...options }, verify).catch((thrown: unknown) => thrown)
  return { outcome, names, asked: requests.length }
}

describe('the keys of a server', () => {
  it('are asked for where there are none, and once more where none fits', async () => {
    expect(await tried({})).toEqual({ outcome: 'verified', names: ['current'], asked: 1 })
    expect(await tried({ keys: current })).toEqual({ outcome: 'verified', names: ['current'], asked: 0 })
    expect(await tried({ keys: old })).toEqual({ outcome: 'verified', names: ['old', 'current'], asked: 1 })
    expect(await tried({ keys: old }, 'none')).toEqual({ outcome: unknown, names: ['old', 'current'], asked: 1 })
  })

  it('come from whoever has newer ones, where somebody has', async () => {
    const newKeys = async () => other ?? { keys: [] }
    expect(await tried({ keys: old, newKeys }, 'other')).toEqual({
      outcome: 'verified',
      names: ['old', 'other'],
      asked: 0,
    })
  })

  it.each([new OAuthError('id_token_invalid', { claim: 'signature' }), { facts: { reason: 'unknown_key' } }])(
    'are not asked for again for any other reason (%#)',
    async failure => {
      expect(await tried({ keys: old }, 'current', failure)).toEqual({ outcome: failure, names: ['old'], asked: 0 })
    },
  )
})
