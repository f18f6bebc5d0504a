import { createServer } from 'node:http'
import { clientCredentials } from '@tessera/node'
import { startProvider } from '@tessera-examples/provider'
import { atLeast, atMost, type Measured, ratio, time } from './measure.ts'

const callers = 1_000
const calls = 20_000
const requests = 200

export async function speeds(): Promise<readonly Measured[]> {
  const provider = await startProvider({ accessTokenSeconds: 600 })
  const server = createServer((_, response) => response.end('ok'))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`

  try {
    const { issuer, clients } = provider
    const { id: clientId, secret: clientSecret } = clients.service
    const machine = clientCredentials({ issuer, clientId, clientSecret, scope: 'orders.read', resources: { api: url } })
    await Promise.all(Array.from({ length: callers }, () => machine.getAccessToken()))
    const { tokenRequests } = provider.counters

    const bare = async () => 'token'
    const perToken = await ratio(
      () => time(calls, () => machine.getAccessToken()),
      () => time(calls, bare),
    )
    const read = async (response: Response) => void (await response.text())
    const headers = { authorization: `Bearer ${await machine.getAccessToken()}` }
    const bareFetches = () => time(requests, async () => read(await fetch(url, { headers })))
    const ourFetches = () => time(requests, async () => read(await machine.fetch(url)))
    const perFetch = await ratio(bareFetches, ourFetches)
    return [
      atMost(`token requests for ${callers} concurrent callers`, tokenRequests, 1, ''),
      atMost('await getAccessToken() on a fresh token ÷ await of a bare function', perToken, 1.2, ''),
      atLeast('requests per second through fetch ÷ bare fetch, loopback', perFetch, 0.97, ''),
    ]
  } finally {
    server.close()
    server.closeAllConnections()
    await provider.close()
  }
}
