import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { declaredResources } from './resources.js'
import { tokenSource } from './token-source.js'

const api = 'https://api.example'
const evil = 'https://evil.example'
const sent: string[] = []

beforeEach(() => {
  sent.length = 0
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const { url, headers } = new Request(input, init)
    sent.push(`${url} ${headers.get('authorization')}`)
    return new Response('yes')
  })
})
afterEach(() => vi.restoreAllMocks())

function source(token: () => Promise<string> = async () => 'token') {
  return tokenSource(token, declaredResources({ api, here: location.origin }))
}

function base(href: string): HTMLBaseElement {
  const element = document.head.appendChild(Object.assign(document.createElement('base'), { href }))
  onTestFinished(() => element.remove())
  return element
}

function anotherRealm(): typeof globalThis {
  const frame = document.body.appendChild(document.createElement('iframe'))
  onTestFinished(() => frame.remove())
  return Object.assign(frame.contentWindow ?? window)
}

describe('In a page whose base is elsewhere, a token', () => {
  it('goes nowhere when the address leads to where none was declared', async () => {
    base(`${evil}/`)
    await expect(source().fetch('/me')).rejects.toMatchObject({ code: 'undeclared_origin', facts: { origin: evil } })
    expect(sent).toEqual([])
  })

  it('goes where the platform would go', async () => {
    base(`${api}/v1/`)
    await source().fetch('me')
    expect(sent).toEqual([`${api}/v1/me Bearer token`])
  })

  it('goes where the address led when it was called', async () => {
    let resolve: (token: string) => void = () => {}
    const promise = new Promise<string>(resolved => {
      resolve = resolved
    })
    const element = base(`${api}/`)
    const call = source(() => promise).fetch('/me')
    element.href = `${evil}/`
    resolve('token')
    await call
    expect(sent).toEqual([`${api}/me Bearer token`])
  })
})

describe('Of another realm, such as a frame', () => {
  it('a request is sent by the address that it says itself, and only if that was declared', async () => {
    const { Request } = anotherRealm()
    await source().fetch(new Request(`${api}/me`))
    await expect(source().fetch(new Request(`${evil}/me`))).rejects.toMatchObject({ code: 'undeclared_origin' })
    expect(sent).toEqual([`${api}/me Bearer token`])
  })

  it('a URL is what it was when it was called', async () => {
    const url = new (anotherRealm().URL)(`${api}/me`)
    const call = source().fetch(url)
    url.host = 'evil.example'
    await call
    expect(sent).toEqual([`${api}/me Bearer token`])
  })
})
