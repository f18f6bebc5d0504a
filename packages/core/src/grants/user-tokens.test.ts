import { expect, it } from 'vitest'
import { none } from '../endpoints/client-authentication.js'
import { userTokens } from './user-tokens.js'

const registration = { server: { issuer: 'https://id.example' }, clientId: 'web', authentication: none }
const tokens = { accessToken: 'at', tokenType: 'Bearer', receivedAt: 0 }

it.each([
  ['openid', true],
  ['profile openid', true],
  ['openid2', false],
  ['', false],
  [undefined, false],
])('the scope %j asks for an id_token, which is then verified and otherwise dropped: %j', async (scope, asks) => {
  const answered = userTokens(registration, scope, { keys: { keys: [] } }, async () => ({ tokens, idToken: 'forged' }))
  if (asks) await expect(answered).rejects.toMatchObject({ code: 'id_token_invalid' })
  else expect(await answered).toEqual({ ...tokens, scope })
})

it.each([
  ['a nonce', { nonce: 'n' }],
  ['a strength', { acrValues: 'mfa' }],
  ['an age', { maxAge: 60_000 }],
  ['the age of none', { maxAge: 0 }],
])('%s demands an id_token, also without the scope openid', async (_, demanded) => {
  const options = { keys: { keys: [] } }
  const forged = userTokens(registration, undefined, options, async () => ({ tokens, idToken: 'forged' }), demanded)
  await expect(forged).rejects.toMatchObject({ code: 'id_token_invalid' })
  const missing = userTokens(registration, undefined, options, async () => ({ tokens }), demanded)
  await expect(missing).rejects.toMatchObject({ code: 'id_token_missing' })
})
