import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, expect, it, vi } from 'vitest'
import { unneededQuirk } from './unneeded-quirk.development.js'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../..', import.meta.url))
const reading = `
  import { verifyIdToken } from './packages/core/src/messages/id-token.ts'
  import { signingWithSecret } from './packages/core/src/messages/signing-key.ts'
  import { parseUserinfo } from './packages/core/src/messages/userinfo-response.ts'

  const secret = 'a secret of at least thirty-two bytes'
  const sign = signingWithSecret(secret, 'HS256')
  const client = { server: { issuer: 'https://id.example' }, clientId: 'web' }
  async function read(said, withoutNonce) {
    const idToken = await sign({ iss: 'https://id.example', aud: 'web', sub: '1', iat: 0, exp: 60, ...said })
    await verifyIdToken(idToken, client, { keys: { keys: [], secret }, wall: 0, nonce: 'n', withoutNonce })
  }

  const readUserinfo = said => ({ sub: '1', ...said })
  parseUserinfo('{"sub":2}', '2', { numericSubject: true })
  parseUserinfo('{"sub":"2"}', '2')
  parseUserinfo('{}', '1', { readUserinfo })
  await read({}, true)
  await read({ nonce: 'n' }, false)
  console.warn('All of them were needed, or switched off.')
  parseUserinfo('{"sub":"1"}', '1', { numericSubject: true })
  parseUserinfo('{"sub":"1"}', '1', { readUserinfo })
  await read({ nonce: 'n' }, true)
`

afterEach(() => vi.restoreAllMocks())

it('a quirk that was not needed is told once, by its name', () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
  unneededQuirk('numericSubject')
  unneededQuirk('numericSubject')
  unneededQuirk('readUserinfo')
  expect(warn.mock.calls.flat()).toEqual([
    expect.stringContaining('the quirk numericSubject '),
    expect.stringContaining('the quirk readUserinfo '),
  ])
})

it.each([
  ['development', ['-C', 'development'], ['numericSubject', 'readUserinfo', 'withoutNonce']],
  ['anything else', [], []],
])('and only where code is built for development: for %s', async (_, conditions, unneeded) => {
  const source = ['-C', '@tessera/source', '--import', './.ci/from-source.ts', '--input-type', 'module', '-e', reading]
  const { stderr } = await run('node', [...conditions, ...source], { cwd: root })
  const [first, ...told] = stderr.trim().split('\n')
  expect(first).toBe('All of them were needed, or switched off.')
  expect(told.map(line => /^Tessera: the quirk (\w+) is switched on/.exec(line)?.[1])).toEqual(unneeded)
})
