import { expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { signer } from '../../test-support/id-tokens.js'
import { providerSuite } from '../../test-support/provider-suite.js'
import { googleFixture } from '../../test-support/providers/google.js'
import { identify } from '../grants/identify.js'
import { google } from './google.js'

providerSuite(googleFixture)

it.each([
  ['accounts.google.com', true],
  ['http://accounts.google.com', false],
  ['https://accounts.google.com.example', false],
])('an id_token by the issuer %s is Google’s: %j', async (iss, isGoogle) => {
  const wall = Date.UTC(2026, 10, 26)
  const key = await signer('RS256', 'key')
  const iat = wall / 1000
  const idToken = await key.sign({ iss, aud: 'web', sub: '1', iat, exp: iat + 3600 })
  const keys = { keys: [key.jwk] }
  const identified = identify(google({ clientId: 'web' }), idToken, {}, { keys, clock: handClock(wall).clock })
  if (isGoogle) expect(await identified).toEqual({ sub: '1' })
  else await expect(identified).rejects.toMatchObject({ facts: { claim: 'iss' } })
})
