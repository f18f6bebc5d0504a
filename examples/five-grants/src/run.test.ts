import { startProvider } from '@tessera-examples/provider'
import { expect, it } from 'vitest'
import { runGrants } from './run.ts'

it('obtains, uses and renews by every grant, and has the bad tokens refused', async () => {
  const provider = await startProvider()
  const told: string[] = []
  try {
    expect(await runGrants(provider, line => void told.push(line))).toEqual([])
    expect(provider.counters.reuseDetections).toBe(0)
    for (const grant of ['authorization code', 'implicit', 'client credentials', 'password', 'refresh token'])
      expect(told.join('\n')).toContain(`✓ ${grant}`)
  } finally {
    await provider.close()
  }
}, 30_000)
