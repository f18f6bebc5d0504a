import { createLocalJWKSet, exportJWK, generateKeyPair, jwtVerify } from 'jose'
import { expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { openIdServer } from '../../test-support/openid-server.js'
import { outputs } from '../../test-support/outputs.js'
import { signAssertion } from '../messages/assertion.js'
import { jwtBearer } from './jwt-bearer.js'

const wall = Date.UTC(2026, 10, 26)
const { clock } = handClock(wall)

it('an assertion is exchanged for tokens', async () => {
  const server = await openIdServer(wall)
  server.answer({ access_token: 'at', expires_in: 60, id_token: 'dropped' })
  const asked = { assertion: 'a.b.c', scope: 'orders.read' }
  expect(await jwtBearer(server.registration, asked, { fetch: server.fetch, clock })).toEqual({
    accessToken: 'at',
    tokenType: 'Bearer',
    scope: 'orders.read',
    expiresIn: 60_000,
    receivedAt: wall,
  })
  expect(Object.fromEntries(server.requests[0]?.form ?? [])).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: 'a.b.c',
    scope: 'orders.read',
    client_id: 'web',
  })
})

it('an assertion that is not taken is told without telling it', async () => {
  const server = await openIdServer(wall)
  server.answer({ error: 'invalid_grant', error_description: 'no good: head.of-nobody.tail' }, 400)
  const asked = { assertion: 'head.of-nobody.tail' }
  const error = await jwtBearer(server.registration, asked, { fetch: server.fetch, clock }).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: 'grant_refused' })
  expect(outputs(error)).not.toContain('nobody')
})

it('an assertion says who vouches for whom, to whom and how long, and what else a provider wants', async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
  const about = { issuer: 'robot', subject: 'ada', audience: 'https://id.example', lifetime: 60_000 }
  const claims = { scope: 'orders.read', iss: 'overruled' }
  const assertion = await signAssertion(await exportJWK(privateKey), { ...about, claims }, { clock })
  const keys = createLocalJWKSet({ keys: [await exportJWK(publicKey)] })
  const { payload, protectedHeader } = await jwtVerify(assertion, keys, { currentDate: new Date(wall) })
  const iat = wall / 1000
  expect(payload).toEqual({
    ...{ iss: 'robot', sub: 'ada', aud: 'https://id.example', scope: 'orders.read' },
    ...{ iat, exp: iat + 60, jti: expect.any(String) },
  })
  expect(protectedHeader).toEqual({ alg: 'RS256' })
})
