import { describe, expect } from 'vitest'
import { phoneTests, platforms, shows } from './phone-tests.ts'

const on = phoneTests()

describe.each(platforms)('In the background on %s', platform => {
  const it = on({ platform })

  it('a session that went stale recovers when the app is in front again, without waiting for its turn', async ({
    phone,
  }) => {
    await phone.signIn()
    await phone.sleep(30_000)
    // From here on no timer runs out. By the clock of the page, which may be seconds ahead of the one in this process.
    const { clock } = phone.page.context()
    await clock.pauseAt((await phone.page.evaluate(() => Date.now())) + 10_000)
    await phone.server.pause()
    await phone.ask(1).catch(() => {})
    await shows(phone, 'signed-in Alice Liddell stale network_failed')
    phone.device.isActive = false
    await phone.server.resume()
    phone.server.resetCounters()
    phone.device.isActive = true
    await shows(phone, 'signed-in Alice Liddell')
    expect(phone.server.counters.tokenRequestsByGrantType).toEqual({ refresh_token: 1 })
    await clock.resume()
  })
})
