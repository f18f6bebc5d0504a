import type { Server } from 'node:http'

/** Listens on loopback at the port that is wanted, or at any free one for 0, and says at which. Throws when the port is taken. */
export async function listenOn(server: Server, wanted: number): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const failed = (cause: NodeJS.ErrnoException) => reject(portError(wanted, cause))
  server.once('error', failed)
  server.listen(wanted, '127.0.0.1', resolve)
  await promise
  server.off('error', failed)
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The listener has no port.')
  return address.port
}

function portError(port: number, cause: NodeJS.ErrnoException): Error {
  if (cause.code !== 'EADDRINUSE') return cause
  return new Error(`Port ${port} is already in use. Stop what listens there, or choose another port.`, { cause })
}
