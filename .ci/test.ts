// The whole gate: build, then every static check at once, then every test. The first step that fails ends it.

import { spawn } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { exec } from './exec.ts'
import { filesIn, root } from './files.ts'

interface Step {
  readonly name: string
  readonly command: readonly [string, ...string[]]
}

/** Not installed here: `examples/packed` does that elsewhere, and looks at its types there. */
const standsAlone = 'examples/next-app/'
const checks: readonly Step[] = [
  { name: 'biome', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'knip', command: ['knip', '--no-progress'] },
  ...['structure', 'packages', 'entries', 'snippets', 'links', 'named-tests'].map(check),
  ...filesIn()
    .filter(path => /(?:^|\/)tsconfig\.json$/.test(path) && !path.startsWith(standsAlone))
    .map(types),
]
const simulator = 'packages/core/simulator/main.ts'
const tests = ['--reporter=default', '--reporter=json', '--outputFile.json=.cache/tests.json']

heading('build')
await shown(['turbo', 'run', 'build', '--output-logs=errors-only'], 'build')
heading(`checks (${checks.length})`)
await quietly(checks)
heading('simulator')
await shown(
  ['node', '-C', '@tessera/source', '--import', './.ci/from-source.ts', simulator, '--schedules', '100000'],
  'simulator',
)
heading('sabotages')
await shown(['node', '.ci/check-promises.ts'], 'sabotages')
heading('tests')
await shown(['vitest', 'run', '--config', '.ci/vitest.config.ts', ...tests, ...process.argv.slice(2)], 'tests')

function check(name: string): Step {
  return { name, command: ['node', `.ci/check-${name}.ts`] }
}

function types(path: string): Step {
  return { name: `types ${path}`, command: ['tsc', '--noEmit', '-p', path] }
}

function heading(text: string): void {
  console.log(`\n── ${text} ──`)
}

/** As many at once as there are processors. Each says its line when it is done; every failure is shown, then the gate ends. */
async function quietly(steps: readonly Step[]): Promise<void> {
  const failed: string[] = []
  const waiting = [...steps]
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) if (!(await passes(step))) failed.push(step.name)
  }
  await Promise.all(Array.from({ length: Math.max(2, availableParallelism()) }, worker))
  if (failed.length) stop(failed.join(', '), 1)
}

async function passes({ name, command: [program, ...args] }: Step): Promise<boolean> {
  const started = performance.now()
  const { code, output } = await exec(program, args)
  console.log(`${code ? '✗' : '✓'} ${name} (${secondsSince(started)} s)`)
  if (code) console.log(output)
  return code === 0
}

async function shown([program, ...args]: readonly [string, ...string[]], name: string): Promise<void> {
  const started = performance.now()
  const child = spawn(program, args, { cwd: root, stdio: 'inherit' })
  const code = await new Promise<number>(done => {
    child.on('error', () => done(127))
    child.on('close', exit => done(exit ?? 1))
  })
  console.log(`${code ? '✗' : '✓'} ${name} (${secondsSince(started)} s)`)
  if (code) stop(name, code)
}

function secondsSince(started: number): string {
  return ((performance.now() - started) / 1000).toFixed(1)
}

function stop(name: string, code: number): never {
  console.error(`\nFailed: ${name}`)
  process.exit(code)
}
