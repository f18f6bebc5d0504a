import { OAuthError } from '@tessera/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { webView } from '../test-support/web-view.js'

const phone = webView('android')
const [{ InAppBrowser }, { appLinks }, { sessionWindow }] = await Promise.all([
  import('@capgo/capacitor-inappbrowser'),
  import('./links.js'),
  import('./web-authentication-session.js'),
])

const links = appLinks()

async function byPlugin({ request, redirectUri }: { request: string; redirectUri: string }): Promise<string> {
  return (await InAppBrowser.openSecureWindow({ authEndpoint: request, redirectUri })).redirectedUri
}

async function opened(state: string | undefined, at = 'com.example.app://callback') {
  const userAgent = sessionWindow(byPlugin, links, at)
  const outcome = userAgent.open('https://id.example/auth', state).catch(error => error.code)
  await vi.waitFor(() => expect(phone.shown).toBe('https://id.example/auth'))
  return { userAgent, outcome }
}

function unclaimed(): readonly string[] {
  const heard: string[] = []
  links.listen(address => heard.push(address))
  return heard
}

afterEach(async () => {
  phone.mend()
  phone.closeBrowser()
  await vi.waitFor(() => expect(phone.listeners.appUrlOpen).toBe(1))
})

describe('sessionWindow', () => {
  it('answers what the window hands back', async () => {
    const { outcome } = await opened('mine')
    phone.openLink('com.example.app://callback?code=1&state=mine')
    expect(await outcome).toBe('com.example.app://callback?code=1&state=mine')
  })

  it('answers what comes by a link, where the window does not take it', async () => {
    const { outcome } = await opened('mine', 'com.example.app:/callback')
    phone.openLink('com.example.app:/callback?code=1&state=mine')
    expect(await outcome).toBe('com.example.app:/callback?code=1&state=mine')
  })

  it('without a state, as after signing out, answers what leads back', async () => {
    const { outcome } = await opened(undefined)
    phone.openLink('com.example.app://callback')
    expect(await outcome).toBe('com.example.app://callback')
  })

  it('says that the user turned away when the window is closed', async () => {
    const { outcome } = await opened('mine')
    phone.closeBrowser()
    expect(await outcome).toBe('sign_in_cancelled')
  })

  it('takes nothing for its answer that has another state, and tells of it as of any link', async () => {
    const heard = unclaimed()
    const before = heard.length
    const { outcome } = await opened('mine')
    phone.openLink('com.example.app://callback?code=1&state=theirs')
    expect(await outcome).toBe('sign_in_cancelled')
    expect(heard[before]).toBe('com.example.app://callback?code=1&state=theirs')
  })

  it('gives its place to a second request, and what the first window hands back then is a link like any other', async () => {
    const heard = unclaimed()
    const before = heard.length
    const windows: ((address: string) => void)[] = []
    const { open } = sessionWindow(
      () => new Promise(resolve => windows.push(resolve)),
      links,
      'com.example.app://callback',
    )
    const first = open('https://id.example/first', 'first').catch(error => error.code)
    const second = open('https://id.example/second', 'second')
    expect(await first).toBe('sign_in_cancelled')
    windows[0]?.('com.example.app://callback?code=1&state=first')
    await vi.waitFor(() => expect(heard.slice(before)).toEqual(['com.example.app://callback?code=1&state=first']))
    windows[1]?.('com.example.app://callback?code=2&state=second')
    expect(await second).toBe('com.example.app://callback?code=2&state=second')
  })

  it('says so when the plugin is not part of the native app', async () => {
    const { registerPlugin } = await import('@capacitor/core')
    const missing = registerPlugin<typeof InAppBrowser>('Missing')
    const show = () => missing.openSecureWindow({ authEndpoint: '', redirectUri: '' }).then(got => got.redirectedUri)
    const { open } = sessionWindow(show, links, 'com.example.app://callback')
    await expect(open('https://id.example/auth', 'mine')).rejects.toMatchObject({ code: 'browser_not_shown' })
  })

  it('takes a window that hands back no address for one that was closed', async () => {
    const show = async () => JSON.parse('{}').redirectedUri
    const userAgent = sessionWindow(show, links, 'com.example.app://callback')
    const opening = userAgent.open('https://id.example/auth', 'mine')
    await expect(opening).rejects.toMatchObject({ code: 'sign_in_cancelled' })
  })

  it('repeats nothing of what the plugin says, which may contain a code, but an error of Tessera’s own', async () => {
    const refused = (thrown: Error) =>
      sessionWindow(() => Promise.reject(thrown), links, 'com.example.app://callback')
        .open('https://id.example/auth', 'mine')
        .catch(error => error)
    const error = await refused(new Error('Redirect URI does not match: com.example.app://other?code=1'))
    expect([error.code, error.cause]).toEqual(['sign_in_cancelled', undefined])
    const better = new OAuthError('browser_not_shown')
    expect(await refused(better)).toBe(better)
  })
})
