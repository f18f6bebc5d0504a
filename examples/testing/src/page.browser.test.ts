import { createAuth } from '@tessera/browser'
import { authorizationServer, leaving } from '@tessera/testing'
import { handlers } from '@tessera/testing/msw'
import { HttpResponse, http } from 'msw'
import { setupWorker } from 'msw/browser'
import { afterAll, beforeAll, expect, it } from 'vitest'

const api = 'https://api.example.com'
const redirectUri = location.href
const server = authorizationServer({ clients: [{ clientId: 'web', redirectUris: [redirectUri] }] })
const worker = setupWorker(
  ...handlers(server),
  http.get(`${api}/orders`, ({ request }) => {
    const token = server.bearer(request)
    return token ? HttpResponse.json({ for: token.subject }) : new HttpResponse(null, { status: 401 })
  }),
)
beforeAll(() => worker.start({ onUnhandledFrame: 'bypass', quiet: true }))
afterAll(() => worker.stop())

/** The page as it is loaded, at the address where it stands. */
function load() {
  return createAuth({ issuer: server.issuer, clientId: 'web', scope: 'profile', redirectUri, resources: { api } })
}

it('signs in, calls the API with a token that it takes, and signs out', async () => {
  const left = leaving()
  void load().signIn()
  history.replaceState(null, '', await server.visit(await left))
  const auth = load()
  expect(await auth.ready()).toMatchObject({ status: 'signed-in', user: { name: 'Ada Lovelace' } })
  expect(await (await auth.fetch(`${api}/orders`)).json()).toEqual({ for: 'ada' })
  server.expireNow()
  expect(await (await auth.fetch(`${api}/orders`)).json()).toEqual({ for: 'ada' })
  await auth.signOut()
  expect(auth.getSnapshot()).toEqual({ status: 'signed-out' })
})
