import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { suiteWatch } from '../../../.ci/suite-watch.ts'

let provider: RunningProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider?.close())

it.each([
  ['main.ts', 'service', 'service'],
  ['main-with-password.ts', 'firstParty', 'bob'],
] as const)('%s serves by its settings, and ends when it is asked to', async (program, client, subject) => {
  const { issuer, api, clients, users } = provider
  const { id, secret } = clients[client]
  const child = spawn(process.execPath, [fileURLToPath(new URL(program, import.meta.url))], {
    env: {
      ...{ ISSUER: issuer, API: api, CLIENT_ID: id, CLIENT_SECRET: secret },
      ...{ ORDERS_USER: users.bob.username, ORDERS_PASSWORD: users.bob.password },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  suiteWatch.see('client_secret', secret)
  suiteWatch.see('password', users.bob.password)
  for (const output of [child.stdout, child.stderr]) output.on('data', text => suiteWatch.say(String(text)))
  const ended = once(child, 'exit')
  try {
    const [line] = await once(child.stdout, 'data')
    const address = /http:\S+/.exec(String(line))?.[0] ?? ''
    expect(await (await fetch(address)).json()).toMatchObject({ for: subject })
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
})

it('says which setting is missing', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url))], { env: {} })
  const [said] = await once(child.stderr, 'data')
  expect(await once(child, 'exit')).toEqual([1, null])
  expect(String(said)).toContain('Set API in the environment.')
})
