import { spawn } from 'node:child_process'
import { root } from './files.ts'

export interface Outcome {
  readonly code: number
  /** Everything it printed, in order. */
  readonly output: string
}

/** Runs a command quietly. Never throws: a command that is missing or hangs has a code too. */
export function exec(
  command: string,
  args: readonly string[],
  { cwd = root, timeout = 300_000 } = {},
): Promise<Outcome> {
  return new Promise(done => {
    const child = spawn(command, args, { cwd, timeout, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    const collect = (data: Buffer) => {
      output += data
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', error => done({ code: 127, output: `${output}${error.message}\n` }))
    child.on('close', (code, signal) =>
      done({ code: code ?? 1, output: signal ? `${output}Ended by ${signal}.\n` : output }),
    )
  })
}

/** Prints what is wrong, or the sentence for nothing wrong, and sets the exit code. */
export function report(problems: readonly string[], fine: string): void {
  for (const problem of problems) console.error(problem)
  if (problems.length) process.exitCode = 1
  else console.log(fine)
}
