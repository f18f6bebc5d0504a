import { describe, expect } from 'vitest'
import { answered, phoneTests, platforms, settled, shows } from './phone-tests.ts'

const on = phoneTests()
const hour = 3_600_000

describe.each(platforms)('Signing in on %s', platform => {
  const it = on({ platform })

  it('shows the system’s browser, closes it with the answer, and leaves one listener for links', async ({ phone }) => {
    await phone.signIn()
    await shows(phone, 'signed-in Alice Liddell')
    await expect.poll(() => phone.device.shown).toBeUndefined()
    await expect.poll(() => phone.device.listeners.browserFinished ?? 0).toBe(0)
    expect(phone.device.listeners.appUrlOpen).toBe(1)
    expect(new URL(phone.page.url()).search).toBe('')
  })

  it('comes out where it was asked to, in the web view', async ({ phone }) => {
    const asked = phone.page.evaluate(() => app.signIn({ returnTo: '/orders' }))
    phone.device.openLink(await phone.authorized())
    expect(await asked).toBe('done')
    expect(new URL(phone.page.url()).pathname).toBe('/orders')
    expect(await phone.page.evaluate(() => app.routed)).toEqual(['/orders'])
  })

  it('signs in once when the button is pressed twice, and shows no error afterwards', async ({ phone }) => {
    const first = phone.asking()
    await expect.poll(() => phone.device.shown).toBeDefined()
    const shownFirst = phone.device.shown
    const second = phone.asking()
    expect(await first).toBe('sign_in_cancelled')
    await expect.poll(() => phone.device.shown !== shownFirst && phone.device.shown).toBeTruthy()
    phone.device.openLink(await phone.authorized())
    expect(await second).toBe('done')
    await shows(phone, 'signed-in Alice Liddell')
  })

  it('says that the user turned away, and still takes an answer that comes afterwards', async ({ phone }) => {
    const asked = phone.asking()
    const link = await phone.authorized()
    phone.device.closeBrowser()
    expect(await asked).toBe('sign_in_cancelled')
    await shows(phone, 'signed-out sign_in_cancelled')
    phone.device.openLink(link)
    await shows(phone, 'signed-in Alice Liddell')
  })

  it('is told a refusal', async ({ phone }) => {
    const asked = phone.asking()
    const link = new URL(await phone.authorized())
    link.searchParams.delete('code')
    link.searchParams.set('error', 'access_denied')
    phone.device.openLink(link.href)
    expect(await asked).toBe('authorization_refused')
    await shows(phone, 'signed-out authorization_refused')
  })

  it('is open to a phone whose clock is two hours fast, also in a new process, and the session lives on', async ({
    phone,
  }) => {
    const now = await phone.page.evaluate(() => Date.now())
    await phone.page.context().clock.setSystemTime(now + 2 * hour)
    const link = await answered(phone)
    await phone.kill()
    await phone.begin(link)
    await shows(phone, 'signed-in Alice Liddell')
    expect(await phone.page.evaluate(() => Date.now())).toBeGreaterThanOrEqual(Date.now() + 1.9 * hour)
    phone.server.resetCounters()
    await phone.sleep(hour)
    expect(await phone.call()).toBe(200)
    expect(phone.server.counters.tokenRequestsByGrantType).toEqual({ refresh_token: 1 })
    await shows(phone, 'signed-in Alice Liddell')
  })

  it('ignores links that are none of its own, also forged ones', async ({ phone }) => {
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
    await settled(phone)
    await shows(phone, 'signed-out')
    expect(phone.server.counters.tokenRequests).toBe(0)
  })

  it('ends the session at the provider, too, and takes the closing of its last page for no failure', async ({
    phone,
  }) => {
    await phone.signIn()
    const leaving = phone.page.evaluate(() => app.signOut({ atProvider: true }))
    phone.device.openLink(await phone.authorized())
    expect(await leaving).toBe('done')
    await shows(phone, 'signed-out')

    await phone.signIn()
    const leavingAgain = phone.page.evaluate(() => app.signOut({ atProvider: true }))
    await expect.poll(() => phone.device.shown).toContain('/session/end')
    phone.device.closeBrowser()
    expect(await leavingAgain).toBe('done')
    await shows(phone, 'signed-out')
  })
})

describe('Signing in with an answer that has to be signed', () => {
  const ios = on({ platform: 'ios', isSigned: true })
  const android = on({ platform: 'android', isSigned: true })

  ios('takes it in the app that waits for it', async ({ phone }) => {
    const asked = phone.asking()
    const link = await phone.authorized()
    expect([...new URL(link).searchParams.keys()]).toEqual(['response'])
    phone.device.openLink(link)
    expect(await asked).toBe('done')
    await shows(phone, 'signed-in Alice Liddell')
  })

  android('takes it in a new process, once', async ({ phone }) => {
    const link = await answered(phone)
    await phone.kill()
    await phone.begin(link)
    await shows(phone, 'signed-in Alice Liddell')
    await phone.signOut()
    await phone.kill()
    await phone.begin(link)
    await settled(phone)
    await shows(phone, 'signed-out')
    expect(phone.server.counters.codesExchanged).toBe(1)
  })

  ios('refuses one that nobody signed', async ({ phone }) => {
    const asked = phone.asking()
    await phone.authorized()
    const state = new URL(phone.device.shown ?? '').searchParams.get('state')
    phone.device.openLink(`com.example.app:/callback?code=forged&state=${state}`)
    expect(await asked).toBe('authorization_response_invalid')
    expect(phone.server.counters.tokenRequests).toBe(0)
  })
})

describe.each(platforms)('Signing in on %s by a secure web authentication session', platform => {
  const it = on({ platform, hasSession: true, plugins: ['App', 'CapgoInAppBrowser', 'Preferences'] })

  it('takes what the session hands back, once, though a link says the same, and needs no other browser', async ({
    phone,
  }) => {
    const asked = phone.asking()
    const link = await phone.authorized()
    phone.device.openLink(link)
    phone.device.openLink(link)
    expect(await asked).toBe('done')
    await shows(phone, 'signed-in Alice Liddell')
    expect(await phone.call()).toBe(200)
    expect(phone.server.counters.codesExchanged).toBe(1)
    expect(phone.server.counters.tokenRequests).toBe(1)
  })

  it('says that the user turned away, and signs in afterwards', async ({ phone }) => {
    const asked = phone.asking()
    await phone.authorized()
    phone.device.closeBrowser()
    expect(await asked).toBe('sign_in_cancelled')
    await shows(phone, 'signed-out sign_in_cancelled')
    await phone.signIn()
    await shows(phone, 'signed-in Alice Liddell')
  })
})

describe('Signing in by a secure web authentication session', () => {
  const ios = on({ platform: 'ios', hasSession: true })
  const signed = on({ platform: 'ios', hasSession: true, isSigned: true })
  const android = on({ platform: 'android', hasSession: true })

  signed('takes a signed answer on iOS, too', async ({ phone }) => {
    await phone.signIn()
    await shows(phone, 'signed-in Alice Liddell')
  })

  ios('ends the session at the provider, too, on iOS', async ({ phone }) => {
    await phone.signIn()
    const leaving = phone.page.evaluate(() => app.signOut({ atProvider: true }))
    phone.device.openLink(await phone.authorized())
    expect(await leaving).toBe('done')
    await shows(phone, 'signed-out')
  })

  android('goes on in a new process with the link that launches the app on Android', async ({ phone }) => {
    const link = await answered(phone)
    await phone.kill()
    await phone.begin(link)
    await shows(phone, 'signed-in Alice Liddell')
  })
})

describe('On the web', () => {
  const it = on({ platform: 'web' })

  it('is the browser’s Auth: the page itself goes, and comes back to its root', async ({ phone }) => {
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
