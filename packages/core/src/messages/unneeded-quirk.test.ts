import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../../..', import.meta.url))
const reading = `
  import { parseUserinfo } from './packages/core/src/messages/userinfo-response.ts'
  parseUserinfo('{"sub":"1"}', '1', { numericSubject: true })
`

// What has been told is told again only by modules that are loaded anew.
beforeEach(() => vi.resetModules())
afterEach(() => vi.restoreAllMocks())

/** The quirks of which was told since this was called last. */
function listening(): () => readonly (string | undefined)[] {
  const warn = vi.spyOn(console, 'warn').mockReturnValue(undefined)
  return () => {
    const told = warn.mock.calls.flat().map(line => /^Tessera: the quirk (\w+) is switched on/.exec(line)?.[1])
    warn.mockClear()
    return told
  }
}

it('a quirk that was not needed is told once, by its name', async () => {
  const told = listening()
  const { unneededQuirk } = await import('./unneeded-quirk.development.js')
  unneededQuirk('numericSubject')
  unneededQuirk('numericSubject')
  unneededQuirk('readUserinfo')
  expect(told()).toEqual(['numericSubject', 'readUserinfo'])
})

it('is told of user info that says all by itself, and of no other', async () => {
  const told = listening()
  const { parseUserinfo } = await import('./userinfo-response.js')
  const quirks = { readUserinfo: (said: object) => ({ sub: '1', ...said }) }
  parseUserinfo('{}', '1', quirks)
  parseUserinfo('{"sub":2}', '2', { numericSubject: true })
  parseUserinfo('{"sub":"1"}', '1')
  expect(told()).toEqual([])
  parseUserinfo('{"sub":"1"}', '1', quirks)
  parseUserinfo('{"sub":"1"}', '1', { numericSubject: true })
  expect(told()).toEqual(['readUserinfo', 'numericSubject'])
})

it('is told of an id_token that has its nonce, and of no other', async () => {
  const told = listening()
  const { verifyIdToken } = await import('./id-token.js')
  const { signingWithSecret } = await import('./signing-key.js')
  const [issuer, secret] = ['https://id.example', 'a secret of at least thirty-two bytes']
  const sign = signingWithSecret(secret, 'HS256')
  const read = async (said: object, withoutNonce: boolean) => {
    const idToken = await sign({ iss: issuer, aud: 'web', sub: '1', iat: 0, exp: 60, ...said }, undefined)
    const expected = { keys: { keys: [], secret }, wall: 0, nonce: 'n', withoutNonce }
    return verifyIdToken(idToken, { server: { issuer }, clientId: 'web' }, expected)
  }
  await read({}, true)
  await read({ nonce: 'n' }, false)
  expect(told()).toEqual([])
  await read({ nonce: 'n' }, true)
  expect(told()).toEqual(['withoutNonce'])
})

it.each([
  ['development', ['-C', 'development'], /^Tessera: the quirk numericSubject .*\n$/],
  ['anything else', [], /^$/],
])('is told only where code is built for development: for %s', async (_, conditions, told) => {
  const source = ['-C', '@tessera/source', '--import', './.ci/from-source.ts', '--input-type', 'module', '-e', reading]
  const { stderr } = await run('node', [...conditions, ...source], { cwd: root })
  expect(stderr).toMatch(told)
})
