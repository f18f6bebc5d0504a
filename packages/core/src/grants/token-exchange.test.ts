import { expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { openIdServer } from '../../test-support/openid-server.js'
import { outputs } from '../../test-support/outputs.js'
import { tokenExchange } from './token-exchange.js'

const wall = Date.UTC(2026, 10, 26)
const { clock } = handClock(wall)
const uri = (name: string) => `urn:ietf:params:oauth:token-type:${name}`

it('a token is given for another, and what came is told by its short name', async () => {
  const server = await openIdServer(wall)
  server.answer({ access_token: 'new', issued_token_type: uri('access_token'), token_type: 'Bearer', expires_in: 60 })
  const asked = { subjectToken: 'old', audience: ['orders', 'billing'], scope: 'orders.read' }
  expect(await tokenExchange(server.registration, asked, { fetch: server.fetch, clock })).toEqual({
    accessToken: 'new',
    tokenType: 'Bearer',
    scope: 'orders.read',
    expiresIn: 60_000,
    receivedAt: wall,
    issuedTokenType: 'access_token',
  })
  expect([...(server.requests[0]?.form ?? [])]).toEqual([
    ['grant_type', 'urn:ietf:params:oauth:grant-type:token-exchange'],
    ['subject_token', 'old'],
    ['subject_token_type', uri('access_token')],
    ['audience', 'orders'],
    ['audience', 'billing'],
    ['scope', 'orders.read'],
    ['client_id', 'web'],
  ])
})

it('somebody may act for the subject, and another kind of token may be wanted', async () => {
  const server = await openIdServer(wall)
  server.answer({ access_token: 'saml', issued_token_type: 'urn:example:badge', token_type: 'N_A' })
  const subject = { subjectToken: 'idt', subjectTokenType: 'id_token' }
  const actor = { actorToken: 'jwt', actorTokenType: 'jwt', requestedTokenType: 'urn:example:badge' }
  const answer = await tokenExchange(server.registration, { ...subject, ...actor }, { fetch: server.fetch, clock })
  expect(answer).toMatchObject({ accessToken: 'saml', tokenType: 'N_A', issuedTokenType: 'urn:example:badge' })
  expect(Object.fromEntries(server.requests[0]?.form ?? [])).toMatchObject({
    subject_token_type: uri('id_token'),
    actor_token: 'jwt',
    actor_token_type: uri('jwt'),
    requested_token_type: 'urn:example:badge',
  })
})

it('a server may leave out what it issued', async () => {
  const server = await openIdServer(wall)
  server.answer({ access_token: 'new', id_token: 'dropped' })
  const answer = await tokenExchange(server.registration, { subjectToken: 'old' }, { fetch: server.fetch, clock })
  expect(answer).toEqual({ accessToken: 'new', tokenType: 'Bearer', receivedAt: wall })
})

it('a token that is not taken is told without telling it', async () => {
  const server = await openIdServer(wall)
  const [subjectToken, actorToken] = ['subject-of-nobody', 'actor-of-nobody']
  server.answer({ error: 'invalid_request', error_description: `${subjectToken} by ${actorToken}` }, 400)
  const error = await tokenExchange(
    server.registration,
    { subjectToken, actorToken },
    { fetch: server.fetch, clock },
  ).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'request_refused', serverError: 'invalid_request' })
  expect(outputs(error)).not.toContain('nobody')
})
