// Runs a script of the root package.json with Node 24 and pnpm 12, fetching them first where this machine lacks them.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'

const [script, ...rest] = process.argv.slice(2)
const forwarded = rest[0] === '--' ? rest.slice(1) : rest
const [major, minor] = process.versions.node.split('.').map(Number)
const isRecent = major > 22 || (major === 22 && minor >= 18)
const env = { PNPM_CONFIG_FETCH_RETRIES: '1', ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
const unreachable = 'The reason is above. Is the package registry reachable from here?'
let child

if (!script) stop(1, 'Usage: node .ci/bootstrap.mjs <script> [arguments]')
if (major < 18) stop(1, `Node 18 or later is needed to begin; this is Node ${process.versions.node}.`)
// The child decides how to end; this process waits for it and ends in the same way. A terminal tells the child itself.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child?.kill(signal)))
}

if (!isRecent || !(await hasPnpm())) env.PATH = await fetchTools()
const installed = await run('pnpm', ['install'], 'inherit')
if (installed.code) stop(installed.code, `The dependencies could not be installed. ${unreachable}`)
const { code } = await run('pnpm', ['run', script, ...forwarded], 'inherit')
process.exit(code)

async function hasPnpm() {
  const { code, output } = await run('pnpm', ['--version'], ['ignore', 'pipe', 'ignore'])
  return code === 0 && Number.parseInt(output, 10) >= 12
}

/** The PATH on which npx puts what it fetched. */
async function fetchTools() {
  const tools = isRecent ? ['-p', 'pnpm@12'] : ['-p', 'node@24', '-p', 'pnpm@12']
  console.log(`Fetching ${isRecent ? 'pnpm 12' : 'Node 24 and pnpm 12'}… (kept by npm: quick the next time)`)
  const started = Date.now()
  const waiting = setInterval(() => console.log(`Still fetching… ${Math.round((Date.now() - started) / 1000)} s`), 4000)
  env.npm_config_fetch_retries ??= '1'
  const printPath = ['-y', ...tools, 'node', '-p', 'process.env.PATH']
  const { code, output, errors } = await run('npx', printPath, ['ignore', 'pipe', 'pipe'])
  clearInterval(waiting)
  if (code === 0) return output.trim()
  const isMissing = /E404|ETARGET|ENOVERSIONS/.test(errors)
  stop(code, `${errors}\n${isMissing ? 'The package registry does not have them.' : `Not fetched. ${unreachable}`}`)
}

function run(command, args, stdio) {
  return new Promise(done => {
    const printed = { output: '', errors: '' }
    child = spawn(command, args, { stdio, env, shell: process.platform === 'win32' })
    child.stdout?.on('data', data => (printed.output += data))
    child.stderr?.on('data', data => (printed.errors += data))
    child.on('error', error => done({ ...printed, code: 127, errors: error.message }))
    child.on('close', (code, signal) => done({ ...printed, code: code ?? 128 + constants.signals[signal] }))
  })
}

function stop(code, message) {
  console.error(message)
  process.exit(code)
}
