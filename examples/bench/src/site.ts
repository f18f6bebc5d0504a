import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import type { Page } from 'playwright-core'
import { bundled } from './bundle.ts'

/** `page.ts` on a loopback port, and the authorization server that it signs in at. */
export interface Site {
  /** The usual page; at `/told` it is told of the server's endpoints. */
  readonly address: string
  readonly provider: RunningProvider
  close(): Promise<void>
}

export async function startSite(accessTokenSeconds: number): Promise<Site> {
  const chunks = await bundled(fileURLToPath(new URL('page.ts', import.meta.url)))
  const files = new Map(chunks.map(({ fileName, code }) => [`/${fileName}`, code]))
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const script = files.get(pathname)
    if (pathname === '/config.json') response.setHeader('content-type', 'application/json').end(JSON.stringify(config))
    else if (script !== undefined) response.setHeader('content-type', 'text/javascript').end(script)
    else
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><script type="module" src="/page.js"></script>')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const listening = server.address()
  const address = `http://localhost:${typeof listening === 'object' ? listening?.port : ''}/`
  const provider = await startProvider({ pages: [address, `${address}told`], accessTokenSeconds })
  const { issuer, api } = provider
  const endpoints = {
    authorizationEndpoint: `${issuer}/auth`,
    tokenEndpoint: `${issuer}/token`,
    jwksUri: `${issuer}/jwks`,
  }
  const config = { issuer, api, server: { issuer, ...endpoints } }

  return {
    address,
    provider,
    close: async () => {
      await provider.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

export async function signIn(page: Page, { users }: RunningProvider): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(users.alice.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await signedIn(page)
}

export function signedIn(page: Page): Promise<void> {
  return page.getByText('signed-in').waitFor()
}
