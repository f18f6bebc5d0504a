import { startPlainOAuth } from '@tessera-examples/plain-oauth'
import { startProvider } from '@tessera-examples/provider'
import { expect, it } from 'vitest'
import { runGrants } from './run.ts'
import { openIdConnect, plainOAuth } from './server.ts'

it.each([
  { family: 'OpenID Connect', start: async () => openIdConnect(await startProvider()), isDiscovered: true },
  { family: 'plain OAuth 2.0', start: async () => plainOAuth(await startPlainOAuth()), isDiscovered: false },
])(
  'obtains, uses and renews by every grant, and has the bad tokens refused: $family',
  async ({ start, isDiscovered }) => {
    const server = await start()
    const told: string[] = []
    try {
      expect(await runGrants(server, line => void told.push(line))).toEqual([])
      expect(server.counters.reuseDetections).toBe(0)
      expect(server.counters.discoveryRequests > 0).toBe(isDiscovered)
      for (const grant of ['authorization code', 'implicit', 'client credentials', 'password', 'refresh token'])
        expect(told.join('\n')).toContain(`✓ ${grant}`)
    } finally {
      await server.close()
    }
  },
  30_000,
)
