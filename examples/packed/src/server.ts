import { spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { portOf } from './site.ts'

/** A port of this machine that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const port = portOf(server.address())
  await new Promise(resolve => server.close(resolve))
  return port
}

/** Runs a project's own server until the returned function is called. Resolves when it answers. */
export async function serve(folder: string, port: number, script: 'serve' | 'dev' = 'serve'): Promise<() => void> {
  const args = ['run', script, '--', '--port', `${port}`]
  const env = {
    ...process.env,
    NODE_ENV: script === 'dev' ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  }
  const child = spawn('npm', args, { cwd: folder, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data: Buffer) => {
      output += data
    })
  // The whole group: what npm started has started others.
  const stop = () => void (child.pid && child.exitCode === null && process.kill(-child.pid))
  for (let attempt = 0; attempt < 150; attempt++) {
    if (child.exitCode !== null) throw new Error(`The server ended:\n${output}`)
    if (await fetch(`http://localhost:${port}/`).catch(() => undefined)) return stop
    await setTimeout(200)
  }
  stop()
  throw new Error(`The server does not answer:\n${output}`)
}
