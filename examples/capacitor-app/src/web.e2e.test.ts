import { createServer, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import type { Browser } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'

const files = new Map<string, string | Uint8Array>()
let browser: Browser
let provider: RunningProvider
let server: Server
let origin: string

beforeAll(async () => {
  server = createServer(({ url = '' }, response) => {
    const name = new URL(url, origin).pathname.slice(1)
    response.setHeader('content-type', name.endsWith('.js') ? 'text/javascript' : 'text/html')
    response.end(files.get(name) ?? files.get('index.html'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  origin = `http://localhost:${typeof address === 'object' && address?.port}`
  ;[browser, provider] = await Promise.all([launchChromium(), startProvider({ pages: [`${origin}/`] })])
  Object.assign(process.env, { VITE_ISSUER: provider.issuer, VITE_API: provider.api })
  const built = await build({
    root: fileURLToPath(new URL('..', import.meta.url)),
    build: { write: false },
    logLevel: 'silent',
  })
  for (const { output } of [built].flat().filter(each => 'output' in each))
    for (const file of output) files.set(file.fileName, file.type === 'chunk' ? file.code : file.source)
})

afterAll(async () => {
  await browser?.close()
  await provider?.close()
  server?.closeAllConnections()
  server?.close()
})

it('The app built for the web signs in, calls the API and signs out', async () => {
  const page = await browser.newPage()
  await page.goto(origin)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(provider.users.alice.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Hello Alice Liddell').waitFor()
  await page.getByRole('button', { name: 'Call the API' }).click()
  await page.getByText('The API answered 200.').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect.poll(() => page.getByRole('status').textContent()).toBe('signed out')
  expect(provider.counters.codesExchanged).toBe(1)
})
