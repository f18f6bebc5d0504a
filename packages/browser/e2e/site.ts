import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { type RunningPlainOAuth, startPlainOAuth } from '@tessera-examples/plain-oauth'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { build } from 'esbuild'

/** The test page on a loopback port, and the authorization servers it signs in at. */
export interface Site {
  readonly origin: string
  readonly provider: RunningProvider
  /** Where the paths that begin with `/plain` sign in. */
  readonly plain: RunningPlainOAuth
  close(): Promise<void>
}

const react18 = { react: 'react-18', 'react-dom': 'react-dom-18' }
const named = ['/', '/third-party', '/implicit', '/callback', '/coop', '/two', '/guarded', '/unseen']
const named18 = ['/react-18', '/react-18/guarded']
const paths = [...named, ...named18, '/plain', '/plain-implicit', '/without-lock', '/without-reading-again']

export async function startSite(): Promise<Site> {
  const files = new Map([...(await bundle('/', {})), ...(await bundle('/react-18/', react18))])
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const script = files.get(pathname)
    const page = `<!doctype html><script type="module" src="${pathname.startsWith('/react-18') ? '/react-18' : ''}/page.js"></script>`
    if (pathname === '/coop') response.setHeader('cross-origin-opener-policy', 'same-origin')
    if (pathname === '/config.json') response.setHeader('content-type', 'application/json').end(JSON.stringify(config))
    else if (script) response.setHeader('content-type', 'text/javascript').end(script)
    else response.setHeader('content-type', 'text/html').end(page)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${portOf(server.address())}`
  const pages = paths.map(path => origin + path)
  const [provider, plain] = await Promise.all([startProvider({ pages }), startPlainOAuth({ pages })])
  const config = {
    open: { issuer: provider.issuer, api: provider.api },
    plain: { issuer: plain.issuer, api: plain.api, server: plain.server, quirks: { withoutIdToken: true } },
  }

  return {
    origin,
    provider,
    plain,
    close: async () => {
      await Promise.all([provider.close(), plain.close()])
      server.closeAllConnections()
      server.close()
    },
  }
}

async function bundle(outdir: string, alias: Record<string, string>): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.tsx', import.meta.url))],
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    outdir,
    alias,
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    conditions: ['@tessera/source'],
    define: { 'process.env.NODE_ENV': '"production"' },
    write: false,
  })
  return new Map(outputFiles.map(({ path, text }) => [path, text]))
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The page has no port.')
  return address.port
}
