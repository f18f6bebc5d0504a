import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sabotages } from './sabotages.js'

const root = fileURLToPath(new URL('../../..', import.meta.url))

describe('npm run simulate', { timeout: 60_000 }, () => {
  it('ends with a table, the outcomes and the share of risky schedules', async () => {
    const { code, output } = await simulated(['--schedules', '20'])
    expect(output).toContain('20 of 20 schedules, 0 broke a promise')
    expect(output).toMatch(/Seeds 0 to 19\. They ended: \{"/)
    expect(output).toMatch(/With a fault between intent and commit: \d+ %\./)
    expect(code).toBe(0)
  })

  it('one schedule is told as a story', async () => {
    const { code, output } = await simulated(['--schedules', '1', '--seed', '7'])
    expect(output).toMatch(/^seed 7: /)
    expect(output).toMatch(/in the end: \S+\n$/)
    expect(code).toBe(0)
  })

  it('a broken promise ends it with exit code 1, shrunk, as a story that can be told again', async () => {
    const { code, output } = await simulated(['--schedules', '20'], sabotageOf('no intent is written'))
    expect(output).toMatch(/Shrunk:\nseed \d+: 1 realms, .*, [012] moves\n/)
    expect(output).toMatch(/✗ promise 9\. realm 1 sent refresh 1 without an intent/)
    const seed = /npm run simulate -- --schedules 1 --seed (\d+)/.exec(output)?.[1] ?? ''
    const again = await simulated(['--schedules', '1', '--seed', seed], sabotageOf('no intent is written'))
    expect(again.output).toContain('✗ promise 9.')
    expect([code, again.code]).toEqual([1, 1])
  })

  it('a store outage that a machine would notice is told, too', async () => {
    const { code, output } = await simulated(['--schedules', '1', '--seed', '33'], {
      promise: 0,
      name: 'a store that is down keeps tokens from being asked for again',
      file: 'shared-grant.ts',
      from: 'if (!obtain.again) throw error',
      to: 'throw error',
    })
    expect(output).toMatch(/^seed 33: .*, the grant of a password, /)
    expect(output).toContain('✗ promise 7. realm 1 gets no token for r0, while the store is down')
    expect(code).toBe(1)
  })

  it('an error in a worker ends it with its stack', async () => {
    const isWorker = "!process.getBuiltinModule('node:worker_threads').isMainThread"
    const { code, output } = await simulated(['--schedules', '20'], {
      promise: 0,
      name: 'no wants in a worker',
      file: 'resources.ts',
      from: 'if (name === undefined) return',
      to: `if (${isWorker}) throw new Error('planted')\n  if (name === undefined) return`,
    })
    expect(output).toMatch(/Error: planted\n\s+at wantNamed/)
    expect(output).toContain('openTab')
    expect(code).toBe(1)
  })

  it('a wrong option is explained, without a stack', async () => {
    const { code, output } = await simulated(['--schedule', '20'])
    expect(output).toContain("Unknown option '--schedule'")
    expect(output).toContain('Usage: npm run simulate')
    expect(output).not.toContain('    at ')
    expect(code).toBe(2)
  })
})

function sabotageOf(name: string): object {
  const found = sabotages.find(sabotage => sabotage.name === name)
  if (!found) throw new RangeError(`no sabotage is called: ${name}`)
  return found
}

function simulated(
  args: readonly string[],
  sabotage?: object,
): Promise<{ readonly code: unknown; readonly output: string }> {
  const hooks = ['-C', '@tessera/source', '--import', './.ci/from-source.ts']
  const env = { ...process.env, NODE_OPTIONS: '', ...(sabotage && { SABOTAGE: JSON.stringify(sabotage) }) }
  return new Promise(resolve => {
    execFile(
      'node',
      [...hooks, 'packages/core/simulator/main.ts', ...args],
      { cwd: root, env },
      (error, stdout, stderr) => resolve({ code: error ? error.code : 0, output: stdout + stderr }),
    )
  })
}
