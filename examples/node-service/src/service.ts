import { createServer, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { TokenSource } from '@tessera/node'
import { ApiFailure, problemOf } from './problem.ts'

export interface ServiceOptions {
  /** The origin of the resource API. */
  readonly api: string
  readonly tokens: TokenSource
  /** 0, as when nothing is said, is any free port. */
  readonly port?: number
  /** Where whoever runs the service is told what went wrong. */
  readonly log?: (line: string) => void
}

export interface Service {
  readonly origin: string
  /** Takes no more requests, and resolves when those that have begun are answered. */
  close(): Promise<void>
}

/** A service that forwards the orders of a resource API to whoever asks, with a token of its own. */
export async function startService({ api, tokens, port = 0, log = console.error }: ServiceOptions): Promise<Service> {
  const server = createServer(({ url }, response) => {
    if (url !== '/orders') return response.writeHead(404).end()
    forward(response).catch(thrown => tell(response, thrown))
  })

  async function forward(response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    response.once('close', () => gone.abort())
    const { ok, status, headers, body } = await tokens.fetch(`${api}/orders`, { signal: gone.signal })
    if (!ok || !body) throw new ApiFailure(status)
    begin(response, status, headers.get('content-type') ?? 'application/octet-stream')
    await pipeline(body, response)
  }

  function tell(response: ServerResponse, thrown: unknown): void {
    if (response.headersSent || response.destroyed) return void response.destroy()
    const { fix, ...problem } = problemOf(thrown)
    log(`${problem.code}: ${problem.title} ${fix}`)
    begin(response, problem.status, 'application/problem+json')
    response.end(JSON.stringify(problem))
  }

  /** A caller that keeps its connection must not keep a service that is about to end. */
  function begin(response: ServerResponse, status: number, contentType: string): void {
    response.shouldKeepAlive = server.listening
    response.writeHead(status, { 'content-type': contentType })
  }

  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen(port, '127.0.0.1', resolve)
  await promise
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port

  return {
    origin: `http://localhost:${bound}`,
    close: () => new Promise(done => server.close(() => done())),
  }
}
