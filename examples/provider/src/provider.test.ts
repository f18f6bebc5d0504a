import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { JSONWebKeySet } from 'jose'
import { expect, it } from 'vitest'
import { startProvider } from './index.ts'

async function isAnswering(origin: string): Promise<boolean> {
  return fetch(origin).then(
    () => true,
    () => false,
  )
}

function portOf(origin: string): number {
  return Number(new URL(origin).port)
}

it('discovery names the issuer and the endpoints at localhost', async () => {
  const provider = await startProvider()
  const { issuer } = provider
  const metadata = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()
  expect(issuer).toMatch(/^http:\/\/localhost:\d+$/)
  expect(metadata).toMatchObject({ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` })
  expect(provider.counters).toMatchObject({ requests: 1, discoveryRequests: 1 })
  await provider.close()
})

it('each start signs with another key, under another name, so that nobody tries the one from before', async () => {
  const keyIds = async () => {
    const provider = await startProvider()
    const { keys }: JSONWebKeySet = await (await fetch(`${provider.issuer}/jwks`)).json()
    await provider.close()
    return keys.map(({ kid }) => kid)
  }
  expect(await keyIds()).not.toEqual(await keyIds())
})

it('a start says which port is taken, and leaves nothing open when it fails', async () => {
  const provider = await startProvider()
  const [port, apiPort] = [portOf(provider.issuer), portOf(provider.api)]
  await expect(startProvider({ port })).rejects.toThrow(`Port ${port} is already in use`)

  const other = await startProvider()
  const free = portOf(other.issuer)
  await other.close()
  await expect(startProvider({ port: free, apiPort })).rejects.toThrow(`Port ${apiPort} is already in use`)
  expect(await isAnswering(`http://localhost:${free}`)).toBe(false)
  await provider.close()
})

it('closing closes both listeners, also twice and after a pause', async () => {
  const provider = await startProvider()
  await provider.pause()
  await provider.close()
  await provider.close()
  expect([await isAnswering(provider.issuer), await isAnswering(provider.api)]).toEqual([false, false])
})

it('a process that starts and closes it says nothing, and ends by itself', async () => {
  const index = new URL('./index.ts', import.meta.url)
  const script = `import { startProvider } from '${index}'; await (await startProvider()).close()`
  const output = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script])
  expect(output).toEqual({ stdout: '', stderr: '' })
})
