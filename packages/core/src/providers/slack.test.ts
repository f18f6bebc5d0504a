import { expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { providerSuite } from '../../test-support/provider-suite.js'
import { slackFixture, slackUserFixture } from '../../test-support/providers/slack.js'
import { clientSecret } from '../endpoints/client-authentication.js'
import { refreshToken } from '../grants/refresh-token.js'
import { slackUser } from './slack.js'

providerSuite(slackFixture)
providerSuite(slackUserFixture)

const registration = { ...slackUser({ clientId: 'app' }), authentication: clientSecret('the secret') }

function renewedBy(answer: object) {
  const { clock } = handClock()
  return refreshToken(registration, { refreshToken: 'rt' }, { fetch: fakeFetch(() => json(answer)).fetch, clock })
}

it('the tokens of a bot are never taken for a user’s', async () => {
  const bot = { ok: true, access_token: 'of the bot', token_type: 'bot', authed_user: { id: 'U0ADA' } }
  await expect(renewedBy(bot)).rejects.toMatchObject({ code: 'token_response_invalid' })
})

it('the tokens of a user may stand at the top, beside who the user is', async () => {
  const user = { ok: true, access_token: 'of the user', token_type: 'user', authed_user: { id: 'U0ADA' } }
  expect(await renewedBy(user)).toMatchObject({ tokens: { accessToken: 'of the user', tokenType: 'Bearer' } })
})

it.each([
  ['ratelimited', 'rate_limited', true],
  ['internal_error', 'server_failed', true],
  ['bad_client_secret', 'client_refused', false],
  ['invalid_arguments', 'request_refused', false],
])('a refusal with the status 200 and the word %s is %s', async (error, code, retryable) => {
  await expect(renewedBy({ ok: false, error })).rejects.toMatchObject({ code, retryable })
})
