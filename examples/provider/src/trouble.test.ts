import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningProvider, startProvider } from './index.ts'
import { type ServedPage, servePage } from './served-page.ts'
import { page, type TestClient, testClient } from './test-client.ts'
import { troubleWith } from './trouble.ts'

let provider: RunningProvider
let client: TestClient
let folder: string
let served: ServedPage
beforeAll(async () => {
  provider = await startProvider({ pages: [page] })
  client = testClient(provider)
  folder = await mkdtemp(`${tmpdir()}/page-`)
  await writeFile(`${folder}/index.html`, 'the page')
  served = await servePage(pathToFileURL(`${folder}/`))
  served.give('/trouble', troubleWith(provider))
})
afterAll(async () => {
  served?.close()
  await provider.close()
  await rm(folder, { recursive: true })
})

const ask = (path = '', init: RequestInit = {}) => fetch(`${served.origin}/trouble${path}`, init)
const provoke = async (name: string) => (await ask(`/${name}`, { method: 'POST' })).json()

it('stands beside the page, which stays what it is', async () => {
  expect(await (await fetch(`${served.origin}/troubled`)).text()).toBe('the page')
  expect(await (await ask()).json()).toMatchObject({ isDown: false, losesNext: false })
})

it('takes the server down and up again', async () => {
  expect(await provoke('down')).toMatchObject({ isDown: true })
  await expect(fetch(provider.issuer)).rejects.toThrow()
  expect(await provoke('up')).toMatchObject({ isDown: false })
  expect((await fetch(`${provider.issuer}/jwks`)).status).toBe(200)
})

it.each([
  ['lose', 'granted', { forgiven: 1, reuseDetections: 0 }],
  ['lose-unforgivingly', 'invalid_grant', { forgiven: 0, reuseDetections: 1 }],
])('loses one answer (%s): the same refresh token is then %s', async (name, outcome, counted) => {
  provider.resetCounters()
  const { refresh_token } = await client.signIn()
  expect(await provoke(name)).toMatchObject({ losesNext: true })
  await expect(client.refresh(refresh_token)).rejects.toThrow()
  const again = await client.refresh(refresh_token)
  expect(again.error ?? 'granted').toBe(outcome)
  expect(await (await ask()).json()).toMatchObject({ losesNext: false, ...counted })
})

it('is only for its own page, and knows no other trouble', async () => {
  expect((await ask('/down', { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
  expect((await ask('/toString', { method: 'POST' })).status).toBe(404)
  expect((await ask('/flood', { method: 'POST' })).status).toBe(404)
  expect(await (await ask()).json()).toMatchObject({ isDown: false })
})
