import { describe, expect } from 'vitest'
import { answered, failing, phoneTests, platforms, settled, shows, stolen } from './phone-tests.ts'

const on = phoneTests()

describe.each(platforms)('When %s stores nothing', platform => {
  const it = on({ platform })

  it('says so when nothing can be stored, before it shows the browser', async ({ phone }) => {
    phone.device.respond('Preferences.set', failing)
    expect(await phone.asking()).toBe('storage_failed')
    await shows(phone, 'signed-out storage_failed')
    expect(phone.device.shown).toBeUndefined()
    phone.device.mend()
    await phone.signIn()
    await shows(phone, 'signed-in Alice Liddell')
  })

  it('says so when Preferences cannot be read as the answer comes, and takes it up in the next process', async ({
    phone,
  }) => {
    const link = await answered(phone)
    await phone.kill()
    phone.device.respond('Preferences.get', failing)
    await phone.begin(link)
    await shows(phone, 'signed-out storage_failed')
    phone.device.mend()
    await phone.kill()
    await phone.begin(link)
    await shows(phone, 'signed-in Alice Liddell')
    expect(phone.server.counters.codesExchanged).toBe(1)
  })

  it('takes the answer also when nothing can be written then, says so, and stores the session once it can', async ({
    phone,
  }) => {
    const link = await answered(phone)
    await phone.kill()
    phone.device.respond('Preferences.set', failing)
    await phone.begin(link)
    await shows(phone, 'signed-in Alice Liddell stale storage_failed')
    phone.device.mend()
    await shows(phone, 'signed-in Alice Liddell')
    await phone.kill()
    await phone.begin(link)
    await shows(phone, 'signed-in Alice Liddell')
    expect(phone.server.counters.codesExchanged).toBe(1)
  })

  it('says so when Preferences cannot be read as a link comes that no page waited for', async ({ phone }) => {
    const link = await answered(phone)
    await phone.reload()
    await settled(phone)
    phone.device.respond('Preferences.get', failing)
    phone.device.openLink(link)
    await shows(phone, 'signed-out storage_failed')
    phone.device.mend()
    await phone.reload()
    phone.device.openLink(link)
    await shows(phone, 'signed-in Alice Liddell')
  })

  it('a store that fails keeps the session, and the token that is still good', async ({ phone }) => {
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
    await shows(phone, 'signed-in Alice Liddell stale storage_failed')
    expect(phone.server.counters.tokenRequests).toBe(0)
    phone.device.mend()
    await shows(phone, 'signed-in Alice Liddell')
    expect(await phone.call()).toBe(200)
  })
})

describe.each(platforms)('What is kept on %s', platform => {
  describe('in Preferences', () => {
    const it = on({ platform })

    it('is there in the next process; what is torn ends the session by name and lets the user in again', async ({
      phone,
    }) => {
      await phone.signIn()
      const grants = [...phone.device.preferences.keys()].filter(key => key.startsWith('tessera grant'))
      expect(grants).toHaveLength(1)
      await phone.kill()
      for (const key of grants) phone.device.preferences.set(key, '{"version":17')
      await phone.begin()
      await shows(phone, 'signed-out session_ended store-gone')
      await phone.signIn()
      await shows(phone, 'signed-in Alice Liddell')
    })
  })

  describe('in the secure store', () => {
    const it = on({ platform, storage: 'secure' })

    it('leaves nothing in Preferences but the name of an installation, and survives the process', async ({ phone }) => {
      await phone.signIn()
      expect([...phone.device.preferences.keys()]).toEqual(platform === 'ios' ? ['tessera installation'] : [])
      await phone.kill()
      await phone.begin()
      await shows(phone, 'signed-in Alice Liddell')
      expect(await phone.call()).toBe(200)
    })
  })
})

describe.each(platforms)('What is bound to a key on %s', platform => {
  const it = on({ platform, storage: 'secure', isBound: true })

  it('is of no use to whoever has read it, and outlives the process', async ({ phone }) => {
    await phone.signIn()
    expect(await phone.call()).toBe(200)
    expect(await stolen(phone)).toBe(401)
    await phone.kill()
    await phone.begin()
    expect(await phone.call()).toBe(200)
    await phone.sleep(30_000)
    expect(await phone.call()).toBe(200)
    expect(phone.server.counters.reuseDetections).toBe(0)
  })
})

describe('On iOS, where the secure store outlives the app', () => {
  const it = on({ platform: 'ios', storage: 'secure' })
  const bound = on({ platform: 'ios', storage: 'secure', isBound: true })

  it('a session is forgotten by an app that was installed again, which says so, asks nothing, and lets the user in', async ({
    phone,
  }) => {
    await phone.signIn()
    phone.server.resetCounters()
    await phone.kill()
    phone.device.reinstall()
    await phone.begin()
    await shows(phone, 'signed-out session_ended store-gone')
    await expect(phone.ask(1)).rejects.toThrow('session_ended')
    expect(phone.server.counters.tokenRequests).toBe(0)
    await phone.signIn()
    await phone.kill()
    await phone.begin()
    await shows(phone, 'signed-in Alice Liddell')
    expect(await phone.call()).toBe(200)
  })

  it('whoever was signed out before the app was installed again reads of no session that ended', async ({ phone }) => {
    await phone.signIn()
    await phone.signOut()
    await phone.kill()
    phone.device.reinstall()
    await phone.begin()
    await shows(phone, 'signed-out')
  })

  it('an update from a release that did not name installations signs nobody out', async ({ phone }) => {
    await phone.signIn()
    await phone.kill()
    for (const [key, text] of phone.device.keychain)
      phone.device.keychain.set(key, JSON.stringify({ ...JSON.parse(text), installation: undefined }))
    phone.device.preferences.clear()
    await phone.begin()
    await shows(phone, 'signed-in Alice Liddell')
    await phone.sleep(30_000)
    expect(await phone.call()).toBe(200)
    await phone.kill()
    phone.device.reinstall()
    await phone.begin()
    await shows(phone, 'signed-out session_ended store-gone')
  })

  bound(
    'what is bound to a key ends by name when the view has lost its database, and begins anew with another key',
    async ({ phone }) => {
      await phone.signIn()
      await phone.page.evaluate(() => indexedDB.deleteDatabase('tessera'))
      await phone.kill()
      await phone.begin()
      expect(await phone.call()).toBe(401)
      await shows(phone, 'signed-out session_ended refused')
      await phone.signIn()
      expect(await phone.call()).toBe(200)
      expect(await stolen(phone)).toBe(401)
    },
  )
})
