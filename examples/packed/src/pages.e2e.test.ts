import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import { exec, type Outcome } from '../../../.ci/exec.ts'
import { root } from '../../../.ci/files.ts'
import { aside } from '../../../.ci/suite-watch.ts'
import { installed } from './project.ts'
import { freePort, serve } from './server.ts'
import { packed, type Tarballs } from './tarballs.ts'

/** A project that builds a page and serves it. */
interface Project {
  readonly name: string
  readonly parts: readonly string[]
  /** What its server shows before any script has run. */
  readonly first: string
}

const emptyRoot = '<div id="root"></div>'
const vite: Project = { name: 'vite-react', parts: ['page', 'vite', 'vite-react'], first: emptyRoot }
const next: Project = { name: 'next', parts: ['../../next-app'], first: '<p role="status">loading</p>' }
const capacitor: Project = { name: 'capacitor', parts: ['page', 'vite', 'capacitor'], first: emptyRoot }

let scratch: string
let tarballs: Tarballs
let browser: Browser

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tessera-pages-'))
  tarballs = await packed(root, scratch)
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await rm(scratch, { recursive: true, force: true, maxRetries: 10 })
})

// At once: most of it is waiting for the network and the disk.
describe.concurrent('A page from tarballs', () => {
  it('of React and Vite is built, calls a resource, renews its token and stays signed in, and so does the one of the tutorial', async context => {
    const { folder, page, provider } = await livesThrough(vite, context)
    await writeTutorial(folder, provider)
    expect(await inProject(folder, 'build')).toMatchObject({ code: 0 })
    await page.reload()
    await page.getByRole('button', { name: 'Orders of Alice Liddell' }).click()
    await page.getByText('A looking-glass').waitFor()
  })

  it('of Next.js does the same, and shows a guarded page to whoever signs in for it', {
    timeout: 300_000,
  }, async context => {
    const { page, said, folder, address, provider } = await livesThrough(next, context)
    await page.getByText('Welcome back.').waitFor()
    expect(await (await fetch(address)).text()).toContain('One moment …')
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByText('signed-out').waitFor()
    await page.context().clearCookies()
    await page.goto(`${address}orders`)
    await fillIn(page, provider)
    await page.getByRole('heading', { name: 'Orders' }).waitFor()
    await page.getByRole('listitem').nth(2).waitFor()
    expect(page.url()).toBe(`${address}orders`)
    expect(said).toEqual([])

    // In development React tells of everything that does not match.
    const port = await freePort()
    context.onTestFinished(await serve(folder, port, 'dev'))
    const developed = await opened()
    await developed.page.goto(`http://localhost:${port}/`)
    for (const text of ['signed-out', 'Sign in to see your orders.'])
      await developed.page.getByText(text).waitFor({ timeout: 60_000 })
    expect(developed.warned).toEqual([])

    expect(await exec('tsc', ['--noEmit'], { cwd: folder })).toEqual({ code: 0, output: '' })
  })

  it('of capacitor does the same on the web, and goes into an Android project with its plugins', async context => {
    const { page, folder } = await livesThrough(capacitor, context)
    expect(await page.evaluate(() => Reflect.get(globalThis, 'Capacitor').getPlatform())).toBe('web')

    expect(await inProject(folder, 'native')).toMatchObject({ code: 0 })
    const android = (file: string) => readFile(join(folder, 'android', file), 'utf8')
    expect(await android('app/src/main/assets/public/index.html')).toContain(capacitor.first)
    const plugins = await android('capacitor.settings.gradle')
    for (const plugin of ['app', 'browser', 'preferences']) expect(plugins).toContain(`':capacitor-${plugin}'`)
  })
})

/** A page, and what it has said: everything, and what was a warning or worse. */
interface Opened {
  readonly page: Page
  readonly said: readonly string[]
  readonly warned: readonly string[]
}

async function opened(): Promise<Opened> {
  const page = await browser.newPage()
  const [said, warned]: [string[], string[]] = [[], []]
  page.on('console', message => {
    if (message.text().startsWith(aside)) return
    said.push(message.text())
    if (message.type() === 'warning' || message.type() === 'error') warned.push(message.text())
  })
  page.on('pageerror', ({ message }) => {
    said.push(message)
    warned.push(message)
  })
  return { page, said, warned }
}

/** Where the project lies and is served, and its page at the end. */
interface Lived extends Opened {
  readonly folder: string
  readonly address: string
  readonly provider: RunningProvider
}

async function livesThrough({ name, parts, first }: Project, context: TestContext): Promise<Lived> {
  const folder = join(scratch, name)
  await installed(parts, tarballs, folder, context)
  const port = await freePort()
  const address = `http://localhost:${port}/`
  const provider = await startProvider({ pages: [address] })
  context.onTestFinished(provider.close)
  const { issuer, api, counters } = provider
  const settings = { PUBLIC_ISSUER: issuer, PUBLIC_API: api, NEXT_PUBLIC_ISSUER: issuer, NEXT_PUBLIC_API: api }
  expect(await inProject(folder, 'build', settings)).toMatchObject({ code: 0 })
  context.onTestFinished(await serve(folder, port))
  expect(await (await fetch(address)).text()).toContain(first)

  const { page, said, warned } = await opened()
  await page.clock.install()
  await page.goto(address)
  await signIn(page, provider)
  await calls(page, '200')
  expect(counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
  await page.clock.fastForward(30_000)
  await calls(page, '200 200')
  await page.reload()
  await page.getByText('Alice Liddell').waitFor()
  await calls(page, '200')
  expect(counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1, refresh_token: 1 })
  expect(said).toEqual([])
  return { folder, address, provider, page, said, warned }
}

const main = `import { createRoot } from 'react-dom/client'
import App from './app.jsx'
createRoot(document.getElementById('root')).render(<App />)`

/** The page of the tutorial, at other ports than there. */
async function writeTutorial(folder: string, { issuer, api }: RunningProvider): Promise<void> {
  const tutorial = await readFile(join(root, 'docs/tutorial.md'), 'utf8')
  const [, code = ''] = tutorial.match(/```tsx\n(.*?)```/s) ?? []
  const here = code.replace('http://localhost:9400', issuer).replace('http://localhost:9401', api)
  await writeFile(join(folder, 'app.jsx'), here)
  await writeFile(join(folder, 'main.jsx'), main)
}

function inProject(cwd: string, script: string, settings: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const quiet = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', CAPACITOR_TELEMETRY: '0', CI: 'true' }
  return exec('npm', ['run', script], { cwd, env: { ...quiet, ...settings } })
}

async function signIn(page: Page, provider: RunningProvider): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await fillIn(page, provider)
}

async function fillIn(page: Page, { users }: RunningProvider): Promise<void> {
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(users.alice.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Alice Liddell').waitFor()
}

async function calls(page: Page, answers: string): Promise<void> {
  await page.getByRole('button', { name: 'Call the API' }).click()
  await page.getByText(answers, { exact: true }).waitFor()
}
