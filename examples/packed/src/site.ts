import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'

/** Pages on one origin, each of which holds copies of the library, and the authorization server they sign in at. */
export interface Site {
  readonly origin: string
  readonly provider: RunningProvider
  close(): Promise<void>
}

/** `pages`: the scripts of each page by its path. */
export async function startSite(
  pages: Readonly<Record<string, readonly string[]>>,
  scripts: Readonly<Record<string, string>>,
): Promise<Site> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/config.json') response.setHeader('content-type', 'application/json').end(JSON.stringify(config))
    else if (scripts[pathname]) response.setHeader('content-type', 'text/javascript').end(scripts[pathname])
    else response.setHeader('content-type', 'text/html').end(page(pages[pathname] ?? []))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${portOf(server.address())}`
  const provider = await startProvider({ pages: Object.keys(pages).map(path => origin + path) })
  const config = { issuer: provider.issuer, api: provider.api }

  return {
    origin,
    provider,
    close: async () => {
      await provider.close()
      server.closeAllConnections()
      server.close()
    },
  }
}

function page(scripts: readonly string[]): string {
  return `<!doctype html>${scripts.map(script => `<script type="module" src="${script}"></script>`).join('')}`
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
