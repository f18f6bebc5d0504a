import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { exec } from '../../../.ci/exec.ts'
import { root } from '../../../.ci/files.ts'
import { publicPackages } from '../../../.ci/packages.ts'
import { installed } from './project.ts'
import { packed, type Tarballs } from './tarballs.ts'

/** The oldest that is promised, and the newest. */
const nodes = ['22', '26']
const resolutions = [
  ['bundler', 'esnext'],
  ['nodenext', 'nodenext'],
] as const

let scratch: string
let tarballs: Tarballs

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'tessera-packed-'))
  tarballs = await packed(root, scratch)
})
afterAll(() => rm(scratch, { recursive: true, force: true, maxRetries: 5 }))

it('every package names in its tarball what npm can find, and nothing of this workspace', async context => {
  const folder = join(scratch, 'every-entry')
  await installed(['every-entry'], tarballs, folder, context)
  for (const { name } of publicPackages()) {
    const manifest = await readFile(join(folder, 'node_modules', name, 'package.json'), 'utf8')
    expect(manifest).not.toMatch(/workspace:|catalog:|@tessera\/source/)
  }

  const specifiers = publicPackages().flatMap(({ entries }) => entries.map(({ specifier }) => specifier))
  expect(await exec('node', [`${root}.ci/import-bare.mjs`, folder, ...specifiers])).toEqual({ code: 0, output: '' })

  for (const [moduleResolution, module] of resolutions) {
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess']
    const resolution = ['--moduleResolution', moduleResolution, '--module', module]
    const options = ['--noEmit', '--declaration', ...strict, ...resolution]
    const page = ['--lib', 'es2023,dom', '--jsx', 'react-jsx', '--types', 'react', 'app.tsx']
    const service = ['--lib', 'es2023', '--types', 'node', 'service.ts']
    for (const files of [page, service])
      expect(await exec('tsc', [...options, ...files], { cwd: folder })).toEqual({ code: 0, output: '' })
  }
})

it('where an error says that its code is explained, the package has the page', async () => {
  const content = async (path: string) => {
    const { output } = await exec('tar', ['-xzOf', tarballs['@tessera/core'] ?? '', `package/${path}`])
    return output
  }
  const [, page = ''] = /\((\S+)#\$\{code\}\)/.exec(await content('dist/errors.js')) ?? []
  expect(await content(page)).toBe(await readFile(join(root, page), 'utf8'))
})

it('a service obtains a token and calls a resource, in the oldest Node and in the newest', async context => {
  const folder = join(scratch, 'node-service')
  await installed(['node-service'], tarballs, folder, context)
  const provider = await startProvider()
  context.onTestFinished(provider.close)
  const { issuer, api, clients } = provider
  const env = { ISSUER: issuer, API: api, CLIENT_ID: clients.service.id, CLIENT_SECRET: clients.service.secret }
  for (const version of nodes) {
    const run = ['-y', '-p', `node@${version}`, 'node', 'service.js']
    expect(await exec('npx', run, { cwd: folder, env })).toEqual({ code: 0, output: '200 service\n' })
  }
})
