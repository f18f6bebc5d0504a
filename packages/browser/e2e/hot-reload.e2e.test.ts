import { fileURLToPath } from 'node:url'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import react from '@vitejs/plugin-react'
import type { Browser, Page } from 'playwright-core'
import { createServer, type ViteDevServer } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import { root } from '../../../.ci/files.ts'
import { freePort } from '../../../.ci/free-port.ts'
import { shows } from './harness.ts'

const folder = fileURLToPath(new URL('hot', import.meta.url))
const reloads = 3

let browser: Browser
let provider: RunningProvider
let vite: ViteDevServer
let page: Page
let said: string[]

beforeAll(async () => {
  const port = await freePort()
  ;[browser, provider] = await Promise.all([launchChromium(), startProvider({ pages: [`http://localhost:${port}/`] })])
  vite = await createServer({
    ...{ root: folder, configFile: false, logLevel: 'warn', plugins: [react()], cacheDir: `${root}.cache/vite-hot` },
    define: { ISSUER: JSON.stringify(provider.issuer) },
    resolve: { conditions: ['@tessera/source', 'import', 'module', 'browser', 'default'] },
    optimizeDeps: { include: ['react', 'react-dom/client', 'react/jsx-dev-runtime'] },
    server: { host: '127.0.0.1', port, strictPort: true, fs: { allow: [root] } },
  })
  await vite.listen()
})
afterAll(async () => {
  await browser?.close()
  await vite?.close()
  await provider?.close()
})
beforeEach(async () => {
  page = await browser.newPage()
  said = []
  page.on('pageerror', error => said.push(error.message))
  page.on('console', message => ['error', 'warning'].includes(message.type()) && said.push(message.text()))
  await page.clock.install()
  await page.goto(vite.resolvedUrls?.local[0]?.replace('127.0.0.1', 'localhost') ?? '')
})
afterEach(async () => {
  await page.context().close()
  provider.delayTokenAnswers(0)
  provider.resetCounters()
  expect(said).toEqual([])
})

/** Runs the module that calls `createAuth` again, in this very page. */
async function hotReload(): Promise<void> {
  const before = await page.evaluate(() => auths.length)
  for (const module of vite.moduleGraph.getModulesByFile(`${folder}/auth.ts`) ?? []) await vite.reloadModule(module)
  await expect.poll(() => page.evaluate(() => auths.length)).toBe(before + 1)
}

async function fillIn(): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(provider.users.alice.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

const states = () => page.evaluate(() => auths.map(auth => auth.getSnapshot().status))

describe('hot reload', () => {
  it('makes an Auth again that shares the session of those before it', async () => {
    await shows(page, 'signed-out')
    await fillIn()
    await shows(page, 'signed-in Alice Liddell')
    await page.getByRole('button', { name: 'Clicked 0' }).click()
    for (let reload = 0; reload < reloads; reload++) await hotReload()
    await shows(page, 'signed-in Alice Liddell')
    await page.getByRole('button', { name: 'Clicked 1' }).waitFor()
    expect(await states()).toEqual(Array(1 + reloads).fill('signed-in'))

    await page.clock.fastForward(30_000)
    const tokens = await page.evaluate(() => Promise.all([...auths, ...auths].map(auth => auth.getAccessToken())))
    expect(new Set(tokens).size).toBe(1)
    expect(provider.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1, refresh_token: 1 })
    expect(provider.counters.reuseDetections).toBe(0)

    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect.poll(states).toEqual(Array(1 + reloads).fill('signed-out'))
    await shows(page, 'signed-out')
  })

  it('while an answer is taken loses no sign-in', async () => {
    await shows(page, 'signed-out')
    provider.delayTokenAnswers(1_000)
    const exchanging = page.waitForRequest(`${provider.issuer}/token`)
    await fillIn()
    await exchanging
    await hotReload()
    await expect.poll(states, { timeout: 15_000 }).toEqual(['signed-in', 'signed-in'])
    await shows(page, 'signed-in Alice Liddell')
  })
})
