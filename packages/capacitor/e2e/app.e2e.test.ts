import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { PlatformName } from '../test-support/device.ts'
import { type Phone, type PhoneOptions, phones } from './phone.ts'

const start = phones()
const platforms: readonly PlatformName[] = ['android', 'ios']
let phone: Phone

/** Makes the phone of each test. */
function on(options: PhoneOptions): void {
  beforeEach(async () => {
    phone = await start(options)
    await phone.begin()
  })
  afterEach(() => phone.close())
}

async function shows(text: string): Promise<void> {
  await expect.poll(phone.state, { timeout: 15_000 }).toBe(text)
}

function failing(): never {
  throw new Error('The disk is full.')
}

/** Whatever the app does at first is done. */
async function settled(): Promise<void> {
  await phone.page.evaluate(() => app.ready())
  await phone.page.evaluate(() => app.ask(1)).catch(() => {})
}

describe.each(platforms)('Signing in on %s', platform => {
  on({ platform })

  it('shows the system’s browser, closes it with the answer, and leaves one listener for links', async () => {
    await phone.signIn()
    await shows('signed-in Alice Liddell')
    await expect.poll(() => phone.device.shown).toBeUndefined()
    await expect.poll(() => phone.device.listeners.browserFinished ?? 0).toBe(0)
    expect(phone.device.listeners.appUrlOpen).toBe(1)
    expect(new URL(phone.page.url()).search).toBe('')
  })

  it('goes on in a new process when the app was killed between browser and callback, once', async () => {
    phone.asking().catch(() => {})
    const link = await phone.authorized()
    await phone.kill()
    await phone.begin(link)
    await shows('signed-in Alice Liddell')
    expect(phone.server.counters.codesExchanged).toBe(1)
    expect(phone.server.counters.tokenRequests).toBe(1)
    expect(await phone.page.evaluate(() => app.history)).toEqual(['signed-in Alice Liddell'])
  })

  it('does not take the answer again that launched the app, after signing out', async () => {
    phone.asking().catch(() => {})
    const link = await phone.authorized()
    await phone.kill()
    await phone.begin(link)
    await phone.signOut()
    phone.server.resetCounters()
    await phone.reload()
    await settled()
    await shows('signed-out')
    await phone.kill()
    await phone.begin(link)
    await settled()
    await shows('signed-out')
    expect(phone.server.counters.tokenRequests).toBe(0)
    expect(phone.device.shown).toBeUndefined()
  })

  it('goes on when only the web view was reloaded while the browser was open', async () => {
    phone.asking().catch(() => {})
    const link = await phone.authorized()
    await phone.reload()
    await shows('signed-out')
    phone.device.openLink(link)
    await shows('signed-in Alice Liddell')
    expect(phone.server.counters.tokenRequests).toBe(1)
  })

  it('goes on when the link comes while no web view listens', async () => {
    phone.asking().catch(() => {})
    const link = await phone.authorized()
    await phone.kill()
    phone.device.openLink(link)
    await phone.reload()
    await shows('signed-in Alice Liddell')
    expect(phone.server.counters.tokenRequests).toBe(1)
  })

  it('begins again by itself when the app was killed between the exchange of the code and storing the tokens', async () => {
    phone.server.delayTokenAnswers(1_000)
    phone.asking().catch(() => {})
    const link = await phone.authorized()
    const before = phone.server.counters.requests
    phone.device.openLink(link)
    await expect.poll(() => phone.server.counters.requests, { interval: 5 }).toBeGreaterThan(before + 1)
    await phone.kill()
    phone.server.delayTokenAnswers(0)
    const beginning = phone.begin()
    phone.device.openLink(await phone.authorized())
    await beginning
    await shows('signed-in Alice Liddell')
  })

  it('leaves an answer alone, that it could not take up at the time, once the user has signed in otherwise and out', async () => {
    const asked = phone.asking()
    const link = await phone.authorized()
    await phone.server.pause()
    phone.device.openLink(link)
    expect(await asked).toBe('network_failed')
    await phone.server.resume()
    await phone.signIn()
    await phone.signOut()
    phone.server.resetCounters()
    for (const launched of [undefined, link]) {
      await phone.kill()
      await phone.begin(launched)
      await settled()
      await shows('signed-out')
    }
    expect(phone.server.counters.tokenRequests).toBe(0)
    expect(phone.device.shown).toBeUndefined()
  })

  it('takes an answer up in the next process that could not be exchanged at the time', async () => {
    const asked = phone.asking()
    const link = await phone.authorized()
    await phone.server.pause()
    phone.device.openLink(link)
    expect(await asked).toBe('network_failed')
    await phone.server.resume()
    await phone.kill()
    await phone.begin()
    await shows('signed-in Alice Liddell')
    expect(phone.server.counters.codesExchanged).toBe(1)
  })

  it('says so when nothing can be stored, before it shows the browser', async () => {
    phone.device.respond('Preferences.set', failing)
    expect(await phone.asking()).toBe('storage_failed')
    await shows('signed-out storage_failed')
    expect(phone.device.shown).toBeUndefined()
    phone.device.mend()
    await phone.signIn()
    await shows('signed-in Alice Liddell')
  })

  it('says so when Preferences cannot be read as the answer comes, and takes it up in the next process', async () => {
    phone.asking().catch(() => {})
    const link = await phone.authorized()
    await phone.kill()
    phone.device.respond('Preferences.get', failing)
    await phone.begin(link)
    await shows('signed-out storage_failed')
    phone.device.mend()
    await phone.kill()
    await phone.begin(link)
    await shows('signed-in Alice Liddell')
    expect(phone.server.counters.codesExchanged).toBe(1)
  })

  it('takes the answer also when nothing can be written then, says so, and stores the session once it can', async () => {
    phone.asking().catch(() => {})
    const link = await phone.authorized()
    await phone.kill()
    phone.device.respond('Preferences.set', failing)
    await phone.begin(link)
    await shows('signed-in Alice Liddell stale storage_failed')
    phone.device.mend()
    await shows('signed-in Alice Liddell')
    await phone.kill()
    await phone.begin(link)
    await shows('signed-in Alice Liddell')
    expect(phone.server.counters.codesExchanged).toBe(1)
  })

  it('says so when Preferences cannot be read as a link comes that no page waited for', async () => {
    phone.asking().catch(() => {})
    const link = await phone.authorized()
    await phone.reload()
    await settled()
    phone.device.respond('Preferences.get', failing)
    phone.device.openLink(link)
    await shows('signed-out storage_failed')
    phone.device.mend()
    await phone.reload()
    phone.device.openLink(link)
    await shows('signed-in Alice Liddell')
  })

  it('ignores links that are none of its own, also forged ones', async () => {
    const asked = phone.asking()
    const link = await phone.authorized()
    phone.device.openLink('com.example.app:/settings?state=theirs')
    phone.device.openLink(link.replace(/state=([^&]*)/, 'state=$1-forged'))
    phone.device.openLink(link)
    expect(await asked).toBe('done')
    phone.server.resetCounters()
    await phone.signOut()
    phone.device.openLink(link)
    await phone.kill()
    await phone.begin('com.example.app:/callback?code=forged&state=forged')
    await settled()
    await shows('signed-out')
    expect(phone.server.counters.tokenRequests).toBe(0)
  })

  it('says that the user turned away, and still takes an answer that comes afterwards', async () => {
    const asked = phone.asking()
    const link = await phone.authorized()
    phone.device.closeBrowser()
    expect(await asked).toBe('sign_in_cancelled')
    await shows('signed-out sign_in_cancelled')
    phone.device.openLink(link)
    await shows('signed-in Alice Liddell')
  })

  it('signs in once when the button is pressed twice, and shows no error afterwards', async () => {
    const first = phone.asking()
    await expect.poll(() => phone.device.shown).toBeDefined()
    const shownFirst = phone.device.shown
    const second = phone.asking()
    expect(await first).toBe('sign_in_cancelled')
    await expect.poll(() => phone.device.shown !== shownFirst && phone.device.shown).toBeTruthy()
    phone.device.openLink(await phone.authorized())
    expect(await second).toBe('done')
    await shows('signed-in Alice Liddell')
  })

  it('comes out where it was asked to, in the web view', async () => {
    const asked = phone.page.evaluate(() => app.signIn({ returnTo: '/orders' }))
    phone.device.openLink(await phone.authorized())
    expect(await asked).toBe('done')
    expect(new URL(phone.page.url()).pathname).toBe('/orders')
    expect(await phone.page.evaluate(() => app.routed)).toEqual(['/orders'])
  })

  it('is told a refusal', async () => {
    const asked = phone.asking()
    const link = new URL(await phone.authorized())
    link.searchParams.delete('code')
    link.searchParams.set('error', 'access_denied')
    phone.device.openLink(link.href)
    expect(await asked).toBe('authorization_refused')
    await shows('signed-out authorization_refused')
  })

  it('ends the session at the provider, too, and takes the closing of its last page for no failure', async () => {
    await phone.signIn()
    const leaving = phone.page.evaluate(() => app.signOut({ atProvider: true }))
    phone.device.openLink(await phone.authorized())
    expect(await leaving).toBe('done')
    await shows('signed-out')

    await phone.signIn()
    const leavingAgain = phone.page.evaluate(() => app.signOut({ atProvider: true }))
    await expect.poll(() => phone.device.shown).toContain('/session/end')
    phone.device.closeBrowser()
    expect(await leavingAgain).toBe('done')
    await shows('signed-out')
  })
})

describe.each(platforms)('In the background on %s', platform => {
  on({ platform })

  it('a session that went stale recovers when the app is in front again, without waiting for its turn', async () => {
    await phone.signIn()
    await phone.sleep(30_000)
    // From here on no timer runs out.
    const { clock } = phone.page.context()
    await clock.pauseAt(Date.now() + 1_000)
    await phone.server.pause()
    await phone.ask(1).catch(() => {})
    await shows('signed-in Alice Liddell stale network_failed')
    phone.device.isActive = false
    await phone.server.resume()
    phone.server.resetCounters()
    phone.device.isActive = true
    await shows('signed-in Alice Liddell')
    expect(phone.server.counters.tokenRequestsByGrantType).toEqual({ refresh_token: 1 })
    await clock.resume()
  })

  it('a store that fails keeps the session, and the token that is still good', async () => {
    await phone.signIn()
    const before = await phone.ask(1)
    phone.device.respond('Preferences.get', failing)
    phone.device.respond('Preferences.set', failing)
    phone.device.isActive = false
    phone.device.isActive = true
    expect(await phone.ask(10)).toEqual(before)
    await phone.sleep(30_000)
    phone.server.resetCounters()
    await expect(phone.ask(1)).rejects.toThrow('storage_failed')
    await shows('signed-in Alice Liddell stale storage_failed')
    expect(phone.server.counters.tokenRequests).toBe(0)
    phone.device.mend()
    await shows('signed-in Alice Liddell')
    expect(await phone.call()).toBe(200)
  })
})

describe('On Android, where a killed process is restored without its link', () => {
  on({ platform: 'android' })

  it('goes on with the link that the system hands over once the app runs', async () => {
    phone.asking().catch(() => {})
    const link = await phone.authorized()
    await phone.kill()
    phone.device.openLink(link)
    await phone.begin()
    await shows('signed-in Alice Liddell')
    expect(phone.server.counters.tokenRequests).toBe(1)
  })
})

describe.each(platforms)('What is kept on %s', platform => {
  describe('in Preferences', () => {
    on({ platform })

    it('is there in the next process; what is torn ends the session by name and lets the user in again', async () => {
      await phone.signIn()
      const grants = [...phone.device.preferences.keys()].filter(key => key.startsWith('tessera grant'))
      expect(grants).toHaveLength(1)
      await phone.kill()
      for (const key of grants) phone.device.preferences.set(key, '{"version":17')
      await phone.begin()
      await shows('signed-out session_ended store-gone')
      await phone.signIn()
      await shows('signed-in Alice Liddell')
    })
  })

  describe('in the secure store', () => {
    on({ platform, storage: 'secure' })

    it('leaves nothing in Preferences, and survives the process', async () => {
      await phone.signIn()
      expect(phone.device.preferences.size).toBe(0)
      await phone.kill()
      await phone.begin()
      await shows('signed-in Alice Liddell')
      expect(await phone.call()).toBe(200)
    })
  })

  it.each([
    ['App', 'preferences'],
    ['Browser', 'preferences'],
    ['Preferences', 'preferences'],
    ['SecureStoragePlugin', 'secure'],
  ] as const)('without the plugin %s says so at once', async (missing, storage) => {
    const plugins = ['App', 'Browser', 'Preferences', 'SecureStoragePlugin'].filter(name => name !== missing)
    phone = await start({ platform, plugins, storage })
    await phone.begin().catch(() => {})
    await expect.poll(() => phone.errors.splice(0).join()).toContain(`plugin_missing plugin=${missing}`)
    await phone.close()
  })
})

describe.each(platforms)('Where CapacitorHttp has replaced fetch on %s', platform => {
  on({ platform, http: true })

  async function throughNative(address: string, { url, method, data, headers }: Record<string, string>) {
    const answer = await fetch(url ?? '', { method: method ?? '', body: data ?? '', headers: Object(headers) })
    const body = await answer.json().catch(() => '')
    return { status: answer.status, url: address, headers: { 'content-type': 'application/json' }, data: body }
  }

  it('signs in, rotates and calls', async () => {
    phone.device.respond('CapacitorHttp.request', asked => throughNative(asked.url ?? '', asked))
    await phone.signIn()
    await phone.sleep(30_000)
    expect(await phone.ask(20)).toHaveLength(1)
    expect(await phone.call()).toBe(200)
    expect(phone.device.calls.filter(name => name === 'CapacitorHttp.request')).toHaveLength(2)
  })

  it('refuses an answer that came from where the native side was redirected to', async () => {
    phone.device.respond('CapacitorHttp.request', asked => throughNative('https://evil.example/token', asked))
    const asked = phone.asking()
    phone.device.openLink(await phone.authorized())
    expect(await asked).toBe('redirect_refused')
  })
})

describe('On the web', () => {
  on({ platform: 'web' })

  it('is the browser’s Auth: the page itself goes, and comes back to its root', async () => {
    expect(await phone.state()).toBe('signed-out')
    phone.asking().catch(() => {})
    await phone.page.waitForURL(/\/interaction\//)
    await phone.page.getByLabel('Username').fill('alice')
    await phone.page.getByLabel('Password').fill(phone.server.users.alice.password)
    await phone.page.getByRole('button', { name: 'Sign in' }).click()
    await phone.page.waitForFunction(() => globalThis.app?.state() === 'signed-in Alice Liddell')
    expect(phone.device.calls).toEqual([])
  })
})
