import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A loopback listener that can be closed and opened again on the same port. */
export interface Listener {
  readonly origin: string
  serve(handler: RequestListener): void
  pause(): Promise<void>
  resume(): Promise<void>
}

async function listen(wantedPort: number): Promise<Listener> {
  const server = createServer()
  // Every answer closes its connection: a browser silently repeats a request when a reused connection breaks,
  // and an answer that was lost on purpose must stay lost.
  server.maxRequestsPerSocket = 1

  function open(port: number): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const failed = (cause: NodeJS.ErrnoException) => reject(portError(port, cause))
    server.once('error', failed)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', failed)
      resolve(portOf(server.address()))
    })
    return promise
  }

  const port = await open(wantedPort)

  return {
    origin: `http://localhost:${port}`,
    serve: handler => void server.on('request', handler),
    async pause() {
      if (!server.listening) return
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      server.closeAllConnections()
      await promise
    },
    async resume() {
      if (!server.listening) await open(port)
    },
  }
}

/** Either both or none, so that a start that failed keeps no process alive. */
export async function listenAtBoth(port: number, apiPort: number): Promise<readonly [Listener, Listener]> {
  const listener = await listen(port)
  try {
    return [listener, await listen(apiPort)]
  } catch (cause) {
    await listener.pause()
    throw cause
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The listener has no port.')
  return address.port
}

function portError(port: number, cause: NodeJS.ErrnoException): Error {
  if (cause.code !== 'EADDRINUSE') return cause
  return new Error(`Port ${port} is already in use. Stop what listens there, or choose another port.`, { cause })
}
