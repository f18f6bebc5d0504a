import { type ChildProcess, fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { fileStore } from '../src/file-store.ts'
import { fromSource } from './fleet.ts'

const counter = fileURLToPath(new URL('counter.ts', import.meta.url))

it('a file store loses nothing that it acknowledged, at whatever instant its writers are killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-count-'))
  const acknowledged: number[] = []
  const start = () => {
    const child = fork(counter, [folder, 'count'], { execArgv: [...fromSource] })
    child.on('message', (written: number) => acknowledged.push(written))
    return child
  }

  const writers = [start(), start(), start(), start()]
  const kills = 12
  for (let kill = 0; kill < kills; kill++) {
    const child = writers.shift() ?? start()
    await new Promise(done => child.once('message', done))
    await setTimeout(Math.random() * 50)
    await ended(child)
    writers.push(start())
  }
  await Promise.all(writers.map(ended))

  const { version = 0, clear } = (await fileStore(folder).get('count')) ?? {}
  expect(new Set(acknowledged).size).toBe(acknowledged.length)
  expect(version).toBeGreaterThanOrEqual(Math.max(...acknowledged))
  expect(version - acknowledged.length).toBeLessThanOrEqual(kills + writers.length)
  expect(clear).toBe(version - 1)
  await rm(folder, { recursive: true })
})

/** Resolves when all that it told has been heard. */
function ended(child: ChildProcess): Promise<unknown> {
  const closed = new Promise(done => child.once('close', done))
  child.kill('SIGKILL')
  return closed
}
