import { spawn } from 'node:child_process'
import { delimiter } from 'node:path'
import { root } from './files.ts'

export interface Outcome {
  readonly code: number
  /** Everything it printed, in order. */
  readonly output: string
}

export interface ExecOptions {
  readonly cwd?: string
  readonly timeout?: number
  readonly env?: Readonly<Record<string, string>>
}

const ownEnv = { ...process.env, PATH: [`${root}node_modules/.bin`, process.env.PATH].join(delimiter) }

/** Runs a command quietly, the workspace's own tools too. Never throws: a command that is missing or hangs has a code too. */
export function exec(
  command: string,
  args: readonly string[],
  { cwd = root, timeout = 300_000, env = {} }: ExecOptions = {},
): Promise<Outcome> {
  return new Promise(done => {
    const child = spawn(command, args, { cwd, env: { ...ownEnv, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (data: Buffer) => {
      output += data
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    // Not spawn's own time-out: that one keeps this process alive when the command never started.
    const limit = setTimeout(() => child.kill(), timeout)
    child.on('error', error => {
      clearTimeout(limit)
      done({ code: 127, output: `${output}${error.message}\n` })
    })
    child.on('close', (code, signal) => {
      clearTimeout(limit)
      done({
        code: code ?? 1,
        output: signal ? `${output}It did not end by itself and was stopped (${signal}).\n` : output,
      })
    })
  })
}

/** Prints what is wrong, or the sentence for nothing wrong, and sets the exit code. */
export function report(problems: readonly string[], fine: string): void {
  for (const problem of problems) console.error(problem)
  if (problems.length) process.exitCode = 1
  else console.log(fine)
}
