import { describe, expect } from 'vitest'
import { answered, phoneTests, platforms, settled, shows } from './phone-tests.ts'

const on = phoneTests()

describe.each(platforms)('A sign-in that was interrupted on %s', platform => {
  const it = on({ platform })

  it('goes on in a new process when the app was killed between browser and callback, once', async ({ phone }) => {
    const link = await answered(phone)
    await phone.kill()
    await phone.begin(link)
    await shows(phone, 'signed-in Alice Liddell')
    expect(phone.server.counters.codesExchanged).toBe(1)
    expect(phone.server.counters.tokenRequests).toBe(1)
    expect(await phone.page.evaluate(() => app.history)).toEqual(['signed-in Alice Liddell'])
  })

  it('does not take the answer again that launched the app, after signing out', async ({ phone }) => {
    const link = await answered(phone)
    await phone.kill()
    await phone.begin(link)
    await phone.signOut()
    phone.server.resetCounters()
    await phone.reload()
    await settled(phone)
    await shows(phone, 'signed-out')
    await phone.kill()
    await phone.begin(link)
    await settled(phone)
    await shows(phone, 'signed-out')
    expect(phone.server.counters.tokenRequests).toBe(0)
    expect(phone.device.shown).toBeUndefined()
  })

  it('goes on when only the web view was reloaded while the browser was open', async ({ phone }) => {
    const link = await answered(phone)
    await phone.reload()
    await shows(phone, 'signed-out')
    phone.device.openLink(link)
    await shows(phone, 'signed-in Alice Liddell')
    expect(phone.server.counters.tokenRequests).toBe(1)
  })

  it('goes on when the link comes while no web view listens', async ({ phone }) => {
    const link = await answered(phone)
    await phone.kill()
    phone.device.openLink(link)
    await phone.reload()
    await shows(phone, 'signed-in Alice Liddell')
    expect(phone.server.counters.tokenRequests).toBe(1)
  })

  it('begins again by itself when the app was killed between the exchange of the code and storing the tokens', async ({
    phone,
  }) => {
    phone.server.delayTokenAnswers(1_000)
    const link = await answered(phone)
    const before = phone.server.counters.requests
    phone.device.openLink(link)
    await expect.poll(() => phone.server.counters.requests, { interval: 5 }).toBeGreaterThan(before + 1)
    await phone.kill()
    phone.server.delayTokenAnswers(0)
    const beginning = phone.begin()
    phone.device.openLink(await phone.authorized())
    await beginning
    await shows(phone, 'signed-in Alice Liddell')
  })

  it('takes an answer up in the next process that could not be exchanged at the time', async ({ phone }) => {
    const asked = phone.asking()
    const link = await phone.authorized()
    await phone.server.pause()
    phone.device.openLink(link)
    expect(await asked).toBe('network_failed')
    await phone.server.resume()
    phone.server.resetCounters()
    await phone.kill()
    await phone.begin()
    await shows(phone, 'signed-in Alice Liddell')
    expect(phone.server.counters.codesExchanged).toBe(1)
  })

  it('leaves an answer alone, that it could not take up at the time, once the user has signed in otherwise and out', async ({
    phone,
  }) => {
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
      await settled(phone)
      await shows(phone, 'signed-out')
    }
    expect(phone.server.counters.tokenRequests).toBe(0)
    expect(phone.device.shown).toBeUndefined()
  })
})

describe('On Android, where a killed process is restored without its link', () => {
  const it = on({ platform: 'android' })

  it('goes on with the link that the system hands over once the app runs', async ({ phone }) => {
    const link = await answered(phone)
    await phone.kill()
    phone.device.openLink(link)
    await phone.begin()
    await shows(phone, 'signed-in Alice Liddell')
    expect(phone.server.counters.tokenRequests).toBe(1)
  })
})
