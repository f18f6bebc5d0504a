import { createServer, type RequestListener } from 'node:http'
import { listenOn } from './port.ts'

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
  const port = await listenOn(server, wantedPort)

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
      if (!server.listening) await listenOn(server, port)
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
