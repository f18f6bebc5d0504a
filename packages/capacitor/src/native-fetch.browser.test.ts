import { afterEach, expect, it, vi } from 'vitest'
import { nativeFetch } from './native-fetch.js'

afterEach(() => vi.unstubAllGlobals())

function answeredFrom(url: string): void {
  const response = Object.defineProperty(new Response('{}'), 'url', { value: url })
  vi.stubGlobal('fetch', async () => response)
}

const post = { method: 'POST' }

it('refuses an answer to a POST that comes from elsewhere: the native side followed a redirect', async () => {
  answeredFrom('https://evil.example/token')
  await expect(nativeFetch('https://id.example/token', post)).rejects.toMatchObject({ code: 'redirect_refused' })
})

it.each(['https://id.example/token', ''])('takes an answer from %j', async url => {
  answeredFrom(url)
  expect((await nativeFetch('https://ID.example/token', post)).status).toBe(200)
})

it('takes answers to a GET from the address of the native side’s proxy', async () => {
  answeredFrom('https://localhost/_capacitor_http_interceptor_?u=https%3A%2F%2Fid.example%2Fkeys')
  expect((await nativeFetch('https://id.example/keys')).status).toBe(200)
})
