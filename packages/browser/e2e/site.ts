import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type RunningPlainOAuth, startPlainOAuth } from '@tessera-examples/plain-oauth'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import { build } from 'esbuild'
import type { Told } from './telling.ts'

/** The test page on a loopback port, and the authorization servers it signs in at. */
export interface Site {
  readonly origin: string
  /** The same pages, on another site than their authorization server. */
  readonly foreignOrigin: string
  /** What is known of pages into which nobody looks: each answer that was taken out of their address, and each state they told. */
  readonly unasked: readonly string[]
  /** What was sent to `/posted`, which rejects the token of the first request. */
  readonly posted: readonly string[]
  /** What the content security policy of `/strict` forbade. */
  readonly violations: readonly string[]
  readonly provider: RunningProvider
  /** Where the paths that begin with `/plain` sign in. */
  readonly plain: RunningPlainOAuth
  /** Hears what the tabs tell. */
  listen(listener: (told: Told) => void): void
  /** Makes the authorization servers what they were at first. */
  calm(): void
  close(): Promise<void>
}

const react18 = { react: 'react-18', 'react-dom': 'react-dom-18' }
const named = [
  '/',
  '/third-party',
  '/implicit',
  '/callback',
  '/coop',
  '/two',
  '/strict',
  '/twice',
  '/guarded',
  '/unseen',
  '/early',
  '/dpop',
  '/own-api',
]
/** A server in front of the pages takes the answer out of this address. */
const forgetful = '/guarded/forgetful'
/** Nobody clicks, and its authorization server asks nobody: what the pages do there, they do by themselves. */
const byThemselves = ['/by-itself', '/by-itself/coop']
const named18 = ['/react-18', '/react-18/guarded']
/** Each is a session, as far as it says with something missing. */
const tabPaths = ['', '/another', '/without-web-locks', '/without-lock', '/without-reading-again'].map(
  way => `/tabs${way}`,
)
const paths = [...named, forgetful, ...byThemselves, ...named18, '/plain', '/plain-implicit', ...tabPaths]

export async function startSite(): Promise<Site> {
  const files = new Map([...(await bundle('/', {})), ...(await bundle('/react-18/', react18))])
  const listeners = new Set<(told: Told) => void>()
  const violations: string[] = []
  const unasked: string[] = []
  const posted: string[] = []
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const script = files.get(pathname)
    const folder = pathname.startsWith('/react-18') ? '/react-18' : ''
    const page = `<!doctype html><script type="module" src="${folder}/${pathname === '/early' ? 'early' : 'page'}.js"></script>`
    if (pathname === '/strict') response.setHeader('content-security-policy', strictPolicy)
    if (pathname.endsWith('/coop')) response.setHeader('cross-origin-opener-policy', 'same-origin')
    if (pathname === forgetful && searchParams.size > 0) {
      unasked.push('an answer')
      response.writeHead(302, { location: forgetful }).end()
    } else if (pathname === '/state') void text(request).then(state => response.end(`${unasked.push(state)}`))
    else if (pathname === '/told') void hear(request).then(() => response.end())
    else if (pathname === '/posted')
      void text(request).then(body => response.writeHead(posted.push(body) === 1 ? 401 : 200).end())
    else if (pathname === '/violation')
      void text(request).then(told => {
        violations.push(told)
        response.end()
      })
    else if (pathname === '/at-once')
      void scriptedUser(plain.users.alice)
        .authorize(`${plain.server.authorizationEndpoint}?${searchParams}`, searchParams.get('redirect_uri') ?? '')
        .then(location => response.setHeader('content-type', 'text/html').end(tellingItsOpener(location)))
    else if (pathname === '/elsewhere') response.setHeader('content-type', 'text/html').end('<!doctype html>')
    else if (pathname === '/leave') response.writeHead(307, { location: searchParams.get('to') ?? '/' }).end()
    else if (pathname === '/config.json')
      response.setHeader('content-type', 'application/json').end(JSON.stringify(config))
    else if (script !== undefined) response.setHeader('content-type', 'text/javascript').end(script)
    else response.setHeader('content-type', 'text/html').end(page)
  })
  async function hear(request: IncomingMessage): Promise<void> {
    const told: Told = JSON.parse(await text(request))
    for (const listener of listeners) listener(told)
  }

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://localhost:${portOf(server.address())}`
  const foreignOrigin = origin.replace('localhost', '127.0.0.1')
  const pages = [`${foreignOrigin}/`, ...paths.map(path => origin + path)]
  const [provider, plain] = await Promise.all([startProvider({ pages }), startPlainOAuth({ pages })])
  const strictPolicy = [
    "default-src 'none'; script-src 'self'; base-uri 'none'; form-action 'none'; img-src 'self'",
    `connect-src 'self' ${provider.issuer} ${provider.api}; frame-src 'self' ${provider.issuer}`,
    "require-trusted-types-for 'script'; trusted-types 'none'; report-uri /violation",
  ].join('; ')
  const ofPlain = { issuer: plain.issuer, api: plain.api, server: plain.server, quirks: { withoutIdToken: true } }
  const config = {
    open: { issuer: provider.issuer, api: provider.api },
    plain: ofPlain,
    atOnce: { ...ofPlain, server: { ...plain.server, authorizationEndpoint: `${origin}/at-once` } },
  }

  return {
    ...{ origin, foreignOrigin, unasked, posted, violations },
    provider,
    plain,
    listen: listener => void listeners.add(listener),
    calm: () => {
      provider.delayTokenAnswers(0)
      violations.length = 0
      unasked.length = 0
      posted.length = 0
      for (const server of [provider, plain]) {
        server.setAccessTokenSeconds(20)
        server.setGraceSeconds(0)
      }
    },
    close: async () => {
      await Promise.all([provider.close(), plain.close()])
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A page of the authorization server, which answers at once. */
function tellingItsOpener(location: string): string {
  return `<!doctype html><script>
    fetch('/state', { method: 'POST', body: 'opener ' + opener }).then(() => location.replace(${JSON.stringify(location)}))
  </script>`
}

async function bundle(outdir: string, alias: Record<string, string>): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: ['page.tsx', 'early.ts'].map(name => fileURLToPath(new URL(name, import.meta.url))),
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
