import { afterEach, describe, expect, it, vi } from 'vitest'
import { declaredResources } from './resources.js'
import { tokenSource } from './token-source.js'

const api = 'https://api.example'

/** A source whose token is there when it is let go, and what was sent by the platform's `fetch`. */
function source() {
  let letGo = () => {}
  const token = new Promise<string>(resolve => {
    letGo = () => resolve('token')
  })
  const sent: Request[] = []
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    sent.push(new Request(input, init))
    return new Response('yes')
  })
  const { fetch } = tokenSource(() => token, declaredResources({ api }))
  return { fetch, sent, letGo }
}

afterEach(() => vi.restoreAllMocks())

describe('A fetch by a token source', () => {
  it('asks for each page that it was called for, though one URL was changed from call to call', async () => {
    const { fetch, sent, letGo } = source()
    const url = new URL(`${api}/orders`)
    const calls = ['1', '2', '3'].map(page => {
      url.searchParams.set('page', page)
      return fetch(url)
    })
    letGo()
    await Promise.all(calls)
    expect(sent.map(request => new URL(request.url).search)).toEqual(['?page=1', '?page=2', '?page=3'])
  })

  it('sends no token elsewhere when the URL is changed while it waits', async () => {
    const { fetch, sent, letGo } = source()
    const url = new URL(`${api}/me`)
    const call = fetch(url)
    await vi.dynamicImportSettled()
    url.host = 'evil.example'
    letGo()
    await call
    expect(sent.map(request => request.url)).toEqual([`${api}/me`])
  })

  it('sends what the options said when it was called', async () => {
    const { fetch, sent, letGo } = source()
    const init: RequestInit = { method: 'POST' }
    const calls = ['one', 'two'].map(body => {
      init.body = body
      return fetch(`${api}/orders`, init)
    })
    letGo()
    await Promise.all(calls)
    expect(await Promise.all(sent.map(request => request.text()))).toEqual(['one', 'two'])
  })

  it('has no base for a relative address where there is no document', async () => {
    const { fetch, sent, letGo } = source()
    letGo()
    await expect(fetch('/me')).rejects.toThrow(TypeError)
    expect(sent).toEqual([])
  })
})
