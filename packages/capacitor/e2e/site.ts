import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The files of the app, as the native side serves them to its web view. */
export interface Site {
  readonly origin: string
  close(): void
}

/** How CapacitorHttp lets the web view get what the native side fetches for it. */
const proxy = '/_capacitor_http_interceptor_'

export async function startSite(): Promise<Site> {
  const files = await bundle()
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const script = files.get(pathname)
    if (pathname === proxy) {
      const answer = await fetch(searchParams.get('u') ?? '', { headers: headersFor(request.headers) })
      response.setHeader('content-type', answer.headers.get('content-type') ?? '')
      response.writeHead(answer.status).end(await answer.text())
    } else if (script !== undefined) response.setHeader('content-type', 'text/javascript').end(script)
    else
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><script type="module" src="/app.js"></script>')
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://localhost:${portOf(server.address())}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function headersFor({ authorization, dpop }: IncomingHttpHeaders): Record<string, string> {
  return { ...(authorization && { authorization }), ...(typeof dpop === 'string' && { dpop }) }
}

async function bundle(): Promise<ReadonlyMap<string, string>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('app.ts', import.meta.url))],
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    outdir: '/',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2023',
    conditions: ['@tessera/source'],
    write: false,
  })
  return new Map(outputFiles.map(({ path, text }) => [path, text]))
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The site has no port.')
  return address.port
}
