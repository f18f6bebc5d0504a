import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { webView } from '../test-support/web-view.js'

const phone = webView('android')
const [{ appLinks }, { systemBrowser }, { App }] = await Promise.all([
  import('./links.js'),
  import('./system-browser.js'),
  import('@capacitor/app'),
])

const redirectUri = 'com.example.app:/callback'
const links = appLinks()
const before = phone.listeners

function opened(state?: string, at: string = redirectUri) {
  const userAgent = systemBrowser(links, at)
  const answer = userAgent.open('https://id.example/auth', state)
  const outcome = answer.catch(error => error.code)
  return { userAgent, outcome, shown: vi.waitFor(() => expect(phone.shown).toBe('https://id.example/auth')) }
}

beforeEach(async () => {
  await vi.waitFor(() => expect(phone.listeners).toMatchObject({ appUrlOpen: 1 }))
})

afterEach(async () => {
  phone.mend()
  phone.isActive = true
  await vi.waitFor(() => expect(phone.shown).toBeUndefined())
  await vi.waitFor(() => expect(phone.listeners).toEqual({ ...before, appUrlOpen: 1 }))
})

describe('systemBrowser', () => {
  it('answers the link to the redirect URI that carries the state, and closes the browser', async () => {
    const { outcome, shown } = opened('mine')
    await shown
    phone.tell('appUrlOpen', { url: `${redirectUri}?code=1&state=mine` })
    expect(await outcome).toBe(`${redirectUri}?code=1&state=mine`)
  })

  it.each([
    ['com.example.app:/settings?state=mine', 'to another place'],
    ['com.example.app:/callback?code=1&state=theirs', 'with another state'],
    ['com.example.app:/callback?code=1&state=mine-not', 'with a state that only begins like it'],
    ['com.example.app:/callback', 'without a state'],
    ['https://app.example/callback?code=1&state=mine', 'of another scheme'],
    ['com.example.app:/callback/deeper?state=mine', 'to a place below'],
    ['', 'that is empty'],
  ])('leaves the link %j alone, %s', async url => {
    const { outcome, shown } = opened('mine')
    await shown
    phone.tell('appUrlOpen', { url })
    phone.tell('appUrlOpen', { url: `${redirectUri}?code=right&state=mine` })
    expect(await outcome).toBe(`${redirectUri}?code=right&state=mine`)
  })

  it('takes a universal link as well', async () => {
    const { outcome, shown } = opened('mine', 'https://app.example/callback')
    await shown
    phone.tell('appUrlOpen', { url: 'https://app.example/callback?state=mine&code=1' })
    expect(await outcome).toBe('https://app.example/callback?state=mine&code=1')
  })

  it('without a state, as after signing out, answers what leads to the redirect URI and is no answer to a sign-in', async () => {
    const { outcome, shown } = opened()
    await shown
    phone.tell('appUrlOpen', { url: `${redirectUri}?code=1&state=mine` })
    phone.tell('appUrlOpen', { url: redirectUri })
    expect(await outcome).toBe(redirectUri)
  })

  it('says that the user turned away when the browser is closed', async () => {
    const { outcome, shown } = opened('mine')
    await shown
    phone.closeBrowser()
    expect(await outcome).toBe('sign_in_cancelled')
  })

  it.each([
    ['before the end is told', ['link', 'active', 'finished']],
    ['after the end is told, before the app is in front', ['finished', 'link', 'active']],
    ['together with the end, in an app that is in front', ['active', 'link', 'finished']],
  ])('loses no answer that comes %s', async (_, order) => {
    const { outcome, shown } = opened('mine')
    await shown
    for (const what of order) {
      if (what === 'finished') phone.tell('browserFinished')
      if (what === 'active') phone.isActive = true
      if (what === 'link') phone.tell('appUrlOpen', { url: `${redirectUri}?code=1&state=mine` })
    }
    expect(await outcome).toBe(`${redirectUri}?code=1&state=mine`)
  })

  it('takes no pause of the app for its end', async () => {
    const { outcome, shown } = opened('mine')
    await shown
    phone.isActive = true
    phone.isActive = false
    phone.isActive = true
    // Whoever has asked before was answered then.
    await App.getState()
    phone.tell('appUrlOpen', { url: `${redirectUri}?code=1&state=mine` })
    expect(await outcome).toContain('code=1')
  })

  it('gives its place to a second request', async () => {
    const { userAgent, outcome, shown } = opened('first')
    await shown
    const second = userAgent.open('https://id.example/second', 'second')
    expect(await outcome).toBe('sign_in_cancelled')
    await vi.waitFor(() => expect(phone.shown).toBe('https://id.example/second'))
    phone.tell('appUrlOpen', { url: `${redirectUri}?state=second` })
    expect(await second).toBe(`${redirectUri}?state=second`)
  })

  it('shows the second of two that are asked for at once', async () => {
    const userAgent = systemBrowser(links, redirectUri)
    const first = userAgent.open('https://id.example/first', 'first').catch(error => error.code)
    const second = userAgent.open('https://id.example/second', 'second')
    expect(await first).toBe('sign_in_cancelled')
    await vi.waitFor(() => expect(phone.shown).toBe('https://id.example/second'))
    phone.tell('appUrlOpen', { url: `${redirectUri}?state=second` })
    expect(await second).toBe(`${redirectUri}?state=second`)
  })

  it('says so when the system shows no browser', async () => {
    phone.respond('Browser.open', () => {
      throw new Error('Unable to display URL')
    })
    expect(await opened('mine').outcome).toBe('browser_not_shown')
  })

  it('gives an answer to one taker, and the rest to those who listen', async () => {
    const heard: string[] = []
    links.listen(address => heard.push(address))
    heard.length = 0
    const { outcome, shown } = opened('mine')
    await shown
    phone.tell('appUrlOpen', { url: 'com.example.app:/elsewhere' })
    phone.tell('appUrlOpen', { url: `${redirectUri}?state=mine` })
    await outcome
    expect(heard).toEqual(['com.example.app:/elsewhere'])
  })
})
