import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../../.ci/free-port.ts'

/** A real Redis server on loopback that loses nothing it has acknowledged. */
export interface RedisServer {
  readonly url: string
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>
  /** Starts it on what it had written. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** Whether there is one on this machine. In CI there has to be: `.ci/run` installs it. */
export const hasRedis: boolean = await new Promise<boolean>(done => {
  const asked = spawn('redis-server', ['--version'], { stdio: 'ignore' })
  asked.on('error', () => done(false))
  asked.on('close', code => done(code === 0))
})
if (!hasRedis && process.env.CI) throw new Error('No redis-server was found, and CI may not go without.')
if (!hasRedis) console.warn('No redis-server was found: the tests over Redis are SKIPPED.')

export async function startRedis(): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), 'tessera-redis-'))
  const port = await freePort()
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']
  let server: ChildProcess

  async function start(): Promise<void> {
    const place = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder]
    server = spawn('redis-server', [...place, ...durable], { stdio: ['ignore', 'pipe', 'inherit'] })
    for await (const printed of server.stdout ?? []) if (String(printed).includes('Ready to accept connections')) break
  }

  async function kill(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = new Promise(done => server.once('exit', done))
    server.kill('SIGKILL')
    await ended
  }

  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    restart: start,
    close: async () => {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
