import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import { exec } from '../../../.ci/exec.ts'
import { root } from '../../../.ci/files.ts'
import { publicPackages } from '../../../.ci/packages.ts'
import { installed } from './project.ts'
import { freePort, serve } from './server.ts'
import { packed, type Tarballs } from './tarballs.ts'

/** The oldest that is promised, and the newest. */
const nodes = ['22', '26']
const resolutions = [
  ['bundler', 'esnext'],
  ['nodenext', 'nodenext'],
] as const
/** Projects that build a page and serve it. `first`: what their server shows before any script has run. */
const pages = [
  { name: 'vite-react', first: '<div id="root"></div>' },
  { name: 'next', first: '<p role="status">loading</p>' },
]

let scratch: string
let tarballs: Tarballs

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tessera-packed-'))
  tarballs = await packed(root, scratch)
})
afterAll(() => rm(scratch, { recursive: true }))

it('every package names in its tarball what npm can find, and nothing of this workspace', async context => {
  const folder = join(scratch, 'every-entry')
  await installed('every-entry', tarballs, folder, context)
  for (const { name } of publicPackages()) {
    const manifest = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')
    expect(manifest).not.toMatch(/workspace:|catalog:|@tessera\/source/)
  }

  const specifiers = publicPackages().flatMap(({ entries }) => entries.map(({ specifier }) => specifier))
  expect(await exec('node', [`${root}.ci/import-bare.mjs`, folder, ...specifiers])).toEqual({ code: 0, output: '' })

  for (const [moduleResolution, module] of resolutions) {
    const options = ['--noEmit', '--strict', '--moduleResolution', moduleResolution, '--module', module]
    const page = ['--lib', 'es2023,dom', '--jsx', 'react-jsx', '--types', 'react', 'app.tsx']
    const service = ['--lib', 'es2023', '--types', 'node', 'service.ts']
    for (const files of [page, service])
      expect(await exec('tsc', [...options, ...files], { cwd: folder })).toEqual({ code: 0, output: '' })
  }
})

it('a service obtains a token and calls a resource, in the oldest Node and in the newest', async context => {
  const folder = join(scratch, 'node-service')
  await installed('node-service', tarballs, folder, context)
  const provider = await startProvider()
  context.onTestFinished(provider.close)
  const { issuer, api, clients } = provider
  const env = { ISSUER: issuer, API: api, CLIENT_ID: clients.service.id, CLIENT_SECRET: clients.service.secret }
  for (const version of nodes) {
    const run = ['-y', '-p', `node@${version}`, 'node', 'service.js']
    expect(await exec('npx', run, { cwd: folder, env })).toEqual({ code: 0, output: '200 service\n' })
  }
})

describe('a page', () => {
  let browser: Browser

  beforeAll(async () => {
    browser = await launchChromium()
  })
  afterAll(() => browser?.close())

  it.for(pages)('of $name is built, shows itself, signs in and calls a resource', async ({ name, first }, context) => {
    const folder = join(scratch, name)
    await installed(name, tarballs, folder, context)
    const port = await freePort()
    const address = `http://localhost:${port}/`
    const provider = await startProvider({ pages: [address] })
    context.onTestFinished(provider.close)
    const built = { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' }
    const env = { ...built, PUBLIC_ISSUER: provider.issuer, PUBLIC_API: provider.api }
    expect(await exec('npm', ['run', 'build'], { cwd: folder, env })).toMatchObject({ code: 0 })
    context.onTestFinished(await serve(folder, port))
    expect(await (await fetch(address)).text()).toContain(first)

    const page = await browser.newPage()
    const said: string[] = []
    page.on('console', message => said.push(message.text()))
    page.on('pageerror', error => said.push(error.message))
    await page.goto(address)
    await signIn(page, provider)
    await page.getByRole('button', { name: 'Call the API' }).click()
    await page.getByText('200').waitFor()
    await page.reload()
    await page.getByText('Alice Liddell').waitFor()
    expect(said).toEqual([])
  })
})

async function signIn(page: Page, { users }: RunningProvider): Promise<void> {
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(users.alice.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByText('Alice Liddell').waitFor()
}
