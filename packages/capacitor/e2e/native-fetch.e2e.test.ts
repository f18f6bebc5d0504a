import { describe, expect } from 'vitest'
import { phoneTests, platforms, stolen } from './phone-tests.ts'

const on = phoneTests()

describe.each(platforms)('Where CapacitorHttp has replaced fetch on %s', platform => {
  const it = on({ platform, http: true })
  const bound = on({ platform, http: true, isBound: true })

  it('signs in, rotates and calls', async ({ phone }) => {
    phone.device.respond('CapacitorHttp.request', asked => throughNative(asked.url ?? '', asked))
    await phone.signIn()
    await phone.sleep(30_000)
    expect(await phone.ask(20)).toHaveLength(1)
    expect(await phone.call()).toBe(200)
    expect(phone.device.calls.filter(name => name === 'CapacitorHttp.request')).toHaveLength(2)
  })

  bound('binds tokens to a key, too', async ({ phone }) => {
    phone.device.respond('CapacitorHttp.request', asked => throughNative(asked.url ?? '', asked))
    await phone.signIn()
    expect(await phone.call()).toBe(200)
    expect(await stolen(phone)).toBe(401)
  })

  it('refuses an answer that came from where the native side was redirected to', async ({ phone }) => {
    phone.device.respond('CapacitorHttp.request', asked => throughNative('https://evil.example/token', asked))
    const asked = phone.asking()
    phone.device.openLink(await phone.authorized())
    expect(await asked).toBe('redirect_refused')
  })
})

async function throughNative(address: string, { url, method, data, headers }: Record<string, string>) {
  const answer = await fetch(url ?? '', { method: method ?? '', body: data ?? '', headers: Object(headers) })
  const body = await answer.json().catch(() => '')
  return { status: answer.status, url: address, headers: { 'content-type': 'application/json' }, data: body }
}
