import { createServer } from 'node:http'

/** Another origin that any page may call, and what it was sent of credentials. */
export interface Elsewhere {
  readonly origin: string
  readonly seen: string[]
  close(): void
}

export async function elsewhere(): Promise<Elsewhere> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    if (request.method !== 'OPTIONS') seen.push(`${request.headers.authorization} ${request.headers.dpop}`)
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', 'authorization, dpop')
    response.end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : undefined
  return { origin: `http://127.0.0.1:${port}`, seen, close: () => server.close() }
}
