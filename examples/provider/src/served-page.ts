import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { extname } from 'node:path'
import { listenOn } from './port.ts'

/** A built page on a loopback port, at every path that is no file's. */
export interface ServedPage {
  readonly origin: string
  /** What the page finds in itself. */
  configure(config: unknown): void
  /** From now on requests below this path, which begins with a slash, are the handler's. */
  give(path: string, handler: RequestListener): void
  close(): void
}

const placeholder = '<script type="application/json" id="config">{}</script>'
const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
}

/** Serves what Vite made of a page; `folder` ends in a slash. Throws where nothing is built, or when the port is taken. */
export async function servePage(folder: URL, port = 0): Promise<ServedPage> {
  if (!existsSync(folder)) throw new Error(`Nothing is built at ${folder.pathname}: run "pnpm build" first.`)
  let configuration: unknown = {}
  const given = new Map<string, RequestListener>()

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const [, handler] = [...given].find(([path]) => pathname === path || pathname.startsWith(`${path}/`)) ?? []
    if (handler) return handler(request, response)
    const isFile = extname(pathname) !== ''
    const file = isFile ? new URL(`.${pathname}`, folder) : new URL('index.html', folder)
    const body = file.href.startsWith(folder.href) ? await readFile(file, 'utf8').catch(() => undefined) : undefined
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': types[extname(file.pathname)] ?? 'text/plain',
    })
    response.end(isFile ? body : body?.replace(placeholder, placeholder.replace('{}', JSON.stringify(configuration))))
  })

  const bound = await listenOn(server, port)

  return {
    origin: `http://localhost:${bound}`,
    configure: config => {
      configuration = config
    },
    give: (path, handler) => void given.set(path, handler),
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
