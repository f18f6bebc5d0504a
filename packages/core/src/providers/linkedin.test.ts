import { expect, it, vi } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { signer } from '../../test-support/id-tokens.js'
import { providerSuite } from '../../test-support/provider-suite.js'
import { linkedinFixture } from '../../test-support/providers/linkedin.js'
import { clientSecret } from '../endpoints/client-authentication.js'
import { authorizationCode } from '../grants/authorization-code.js'
import { linkedin } from './linkedin.js'

providerSuite(linkedinFixture)

it('a nonce that LinkedIn should repeat after all must be the right one, and an id_token must still come', async () => {
  const wall = Date.UTC(2026, 10, 26)
  const { clock } = handClock(wall)
  const key = await signer('RS256', 'key')
  const provider = linkedin({ clientId: 'app' })
  const iat = wall / 1000
  const claims = { iss: provider.issuer, aud: 'app', sub: 'ada', iat, exp: iat + 3600 }
  const exchanged = (id_token?: string) => {
    const { fetch } = fakeFetch(() => json({ access_token: 'at', id_token }))
    const asked = { code: 'c', redirectUri: 'https://app.example/', codeVerifier: 'v', nonce: 'n' }
    const registration = { ...provider, authentication: clientSecret('the secret') }
    return authorizationCode(registration, asked, { fetch, clock, keys: { keys: [key.jwk] } })
  }
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
  expect(await exchanged(await key.sign({ ...claims, nonce: 'n' }))).toMatchObject({ user: { sub: 'ada' } })
  expect(warn).toHaveBeenCalledWith(expect.stringContaining('the quirk withoutNonce '))
  const another = exchanged(await key.sign({ ...claims, nonce: 'another' }))
  await expect(another).rejects.toMatchObject({ facts: { claim: 'nonce' } })
  await expect(exchanged()).rejects.toMatchObject({ code: 'id_token_missing' })
})
