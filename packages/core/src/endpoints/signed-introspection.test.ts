import { beforeAll, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { handClock } from '../../test-support/hand-clock.js'
import { type Signer, signer } from '../../test-support/id-tokens.js'
import type { Registration } from '../messages/registration.js'
import { clientSecretPost } from './client-authentication.js'
import { introspectTokenSigned } from './signed-introspection.js'

const issuer = 'https://id.example'
const wall = Date.UTC(2026, 10, 26)
const { clock } = handClock(wall)
const registration: Registration = {
  server: { issuer, introspectionEndpoint: `${issuer}/introspect`, jwksUri: `${issuer}/keys` },
  clientId: 'api',
  authentication: clientSecretPost('s'),
}

let old: Signer
let current: Signer
beforeAll(async () => {
  ;[old, current] = [await signer('ES256', 'k1'), await signer('ES256', 'k2')]
})

function server(answer: (jwt: string) => Response) {
  const claims = { iss: issuer, aud: 'api', iat: wall / 1000, token_introspection: { active: true, sub: 'ada' } }
  return fakeFetch(async ({ url }) =>
    url.endsWith('/keys')
      ? json({ keys: [current.jwk] })
      : answer(await current.sign(claims, { typ: 'token-introspection+jwt' })),
  )
}

it('asks for a signed answer, and verifies it with the server’s keys', async () => {
  const { fetch, requests } = server(jwt => new Response(jwt))
  expect(await introspectTokenSigned(registration, 'at', { fetch, clock })).toMatchObject({ subject: 'ada' })
  expect(requests[0]?.headers.get('accept')).toBe('application/token-introspection+jwt')
})

it('fetches keys only when the caller has none that fits', async () => {
  const { fetch, requests } = server(jwt => new Response(jwt))
  await introspectTokenSigned(registration, 'at', { fetch, clock, keys: { keys: [current.jwk] } })
  expect(requests).toHaveLength(1)
  await introspectTokenSigned(registration, 'at', { fetch, clock, keys: { keys: [old.jwk] } })
  expect(requests.map(({ url }) => url.split('/').at(-1))).toEqual(['introspect', 'introspect', 'keys'])
})

it('takes no answer that nobody signed', async () => {
  const { fetch } = server(() => json({ active: true }))
  await expect(introspectTokenSigned(registration, 'at', { fetch, clock })).rejects.toMatchObject({
    code: 'introspection_invalid',
    facts: { reason: 'unsigned' },
  })
})

it('takes no answer that somebody else signed', async () => {
  const { fetch } = server(jwt => new Response(`${jwt.slice(0, -10)}AAAAAAAAAA`))
  await expect(introspectTokenSigned(registration, 'at', { fetch, clock })).rejects.toMatchObject({
    code: 'introspection_invalid',
    facts: { claim: 'signature' },
  })
})
