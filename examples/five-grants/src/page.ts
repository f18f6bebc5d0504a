import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The example page on a loopback port. */
export interface Page {
  readonly origin: string
  /** What the page finds at /config.json. */
  configure(config: unknown): void
  close(): void
}

const folder = new URL('../../spa-react/dist/', import.meta.url)
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

export async function servePage(port: number): Promise<Page> {
  if (!existsSync(folder)) throw new Error('The example page is not built: run "npm start", which builds it first.')
  let configuration = '{}'

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (pathname === '/config.json') {
      response.setHeader('content-type', 'application/json').end(configuration)
      return
    }
    const asked = fileURLToPath(new URL(`.${pathname}`, folder))
    const path =
      extname(pathname) && asked.startsWith(fileURLToPath(folder))
        ? asked
        : fileURLToPath(new URL('index.html', folder))
    const body = await readFile(path).catch(() => undefined)
    response
      .writeHead(body ? 200 : 404, { 'content-type': types[extname(path)] ?? 'application/octet-stream' })
      .end(body)
  })

  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', cause => reject(portError(port, cause)))
  server.listen(port, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port

  return {
    origin: `http://localhost:${bound}`,
    configure: config => {
      configuration = JSON.stringify(config)
    },
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

function portError(port: number, cause: NodeJS.ErrnoException): Error {
  if (cause.code !== 'EADDRINUSE') return cause
  return new Error(`Port ${port} is already in use. Stop what listens there, or choose another with --port.`, { cause })
}
