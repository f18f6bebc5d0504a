import { createServer } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import type { Browser, Page } from 'playwright-core'
import { chromium, launchChromium } from '../../../.ci/chromium.ts'
import { bundled } from './bundle.ts'
import { atMost, type Measured, seen } from './measure.ts'

/** What pages in a real Chromium ask of a real authorization server, the redirect itself excluded. */
export async function requests(): Promise<readonly Measured[]> {
  if (!(await chromium())) return [seen('requests of a page: skipped, there is no Chromium', Number.NaN, '')]
  const chunks = await bundled(fileURLToPath(new URL('page.ts', import.meta.url)))
  const files = new Map(chunks.map(({ fileName, code }) => [`/${fileName}`, code]))
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const script = files.get(pathname)
    if (pathname === '/config.json') response.setHeader('content-type', 'application/json').end(JSON.stringify(config))
    else if (script) response.setHeader('content-type', 'text/javascript').end(script)
    else
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><script type="module" src="/page.js"></script>')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const origin = `http://localhost:${typeof address === 'object' ? address?.port : ''}`
  const provider = await startProvider({ pages: [`${origin}/`, `${origin}/told`], accessTokenSeconds: 2 })
  const { issuer, api } = provider
  const endpoints = {
    authorizationEndpoint: `${issuer}/auth`,
    tokenEndpoint: `${issuer}/token`,
    jwksUri: `${issuer}/jwks`,
  }
  const config = { issuer, api, server: { issuer, ...endpoints } }
  const browser = await launchChromium()

  try {
    const usual = await visit(browser, `${origin}/`, provider)
    const told = await visit(browser, `${origin}/told`, provider)
    return [
      atMost('requests for a first sign-in, keys checked', usual.signIn, 3, ''),
      atMost('… where provider data makes discovery needless', told.signIn, 2, ''),
      atMost('requests for a reload', usual.reload, 0, ''),
      atMost('requests for a refresh', usual.refresh, 1, ''),
    ]
  } finally {
    await browser.close()
    await provider.close()
    server.closeAllConnections()
    server.close()
  }
}

async function visit(browser: Browser, address: string, provider: RunningProvider) {
  const page = await browser.newPage()
  await page.goto(address)
  const signIn = await asked(provider, async () => {
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Username').fill('alice')
    await page.getByLabel('Password').fill(provider.users.alice.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await signedIn(page)
  })
  const reload = await asked(provider, async () => {
    await page.reload()
    await signedIn(page)
  })
  await setTimeout(2_000)
  const refresh = await asked(provider, async () => page.evaluate('renew()'))
  await page.close()
  return { signIn, reload, refresh }
}

function signedIn(page: Page): Promise<void> {
  return page.getByText('signed-in').waitFor()
}

/** Requests by scripts: the pages of the authorization server are not counted. */
async function asked({ counters, resetCounters }: RunningProvider, work: () => Promise<unknown>): Promise<number> {
  resetCounters()
  await work()
  const { discoveryRequests, jwksRequests, tokenRequests, userinfoRequests, revocations } = counters
  return discoveryRequests + jwksRequests + tokenRequests + userinfoRequests + revocations
}
