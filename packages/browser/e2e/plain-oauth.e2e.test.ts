import { describe, expect, it } from 'vitest'
import { harness, shows } from './harness.ts'

const chromium = harness()
const { open, fillIn, signIn } = chromium

describe('signing in at a server without OpenID Connect', () => {
  it('by code, without discovery, keys or an id_token, and is remembered over a reload', async () => {
    const { plain } = chromium.site
    plain.resetCounters()
    const page = await open('/plain')
    await signIn(page)
    expect(new URL(page.url()).search).toBe('')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(plain.counters).toMatchObject({
      tokenRequestsByGrantType: { authorization_code: 1 },
      ...{ discoveryRequests: 0, jwksRequests: 0, userinfoRequests: 1 },
    })
  })

  it('two tabs share one rotation over several expiries, without a reuse', async () => {
    const { plain } = chromium.site
    plain.setAccessTokenSeconds(1)
    const first = await open('/plain')
    await signIn(first)
    const second = await open('/plain')
    await shows(second, 'signed-in Alice Liddell')
    const already = await Promise.all([first, second].map(page => page.evaluate(() => tab.ask(1))))
    plain.resetCounters()
    const results = await Promise.all([first, second].map(page => page.evaluate(() => tab.exercise(50, 5))))
    expect(results.flatMap(({ failures }) => failures)).toEqual([])
    const renewed = new Set(results.flatMap(result => result.tokens))
    for (const token of already.flat()) renewed.delete(token)
    expect(renewed.size).toBeGreaterThanOrEqual(5)
    expect(plain.counters.tokenRequests).toBe(renewed.size)
    expect(plain.counters.reuseDetections).toBe(0)
  })

  it('takes nobody for the user before, and leaves in no cache who that was, whatever the server lets browsers keep', async () => {
    const page = await open('/plain')
    await signIn(page)
    await page.evaluate(() => tab.signOut())
    await chromium.context.clearCookies()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page, 'bob')
    await expect.poll(() => page.evaluate(() => tab.state())).toMatch(/^signed-in Bob/)
    const asked = { url: chromium.site.plain.server.userinfoEndpoint, cache: 'force-cache' } as const
    const status = await page.evaluate(({ url, cache }) => fetch(url, { cache }).then(answer => answer.status), asked)
    expect(status).toBe(401)
  })

  it('outlives a lost answer within the grace window', async () => {
    const { plain } = chromium.site
    plain.setGraceSeconds(30)
    plain.setAccessTokenSeconds(1)
    const page = await open('/plain')
    await signIn(page)
    const [before] = await page.evaluate(() => tab.ask(1))
    plain.resetCounters()
    plain.loseNextTokenAnswer()
    await expect
      .poll(
        () =>
          page
            .evaluate(() => tab.ask(1))
            .then(
              ([token]) => token,
              () => before,
            ),
        { timeout: 15_000 },
      )
      .not.toBe(before)
    await shows(page, 'signed-in Alice Liddell')
    expect(plain.counters).toMatchObject({ graceUses: 1, reuseDetections: 0 })
  })

  it('by the implicit grant asks for a token alone, and the session lasts as long as that', async () => {
    const { plain } = chromium.site
    plain.resetCounters()
    const page = await open('/plain-implicit')
    const asked = page.waitForRequest(request => request.url().startsWith(plain.server.authorizationEndpoint))
    await signIn(page)
    const { searchParams } = new URL((await asked).url())
    expect([searchParams.get('response_type'), searchParams.has('nonce')]).toEqual(['token', false])
    expect(new URL(page.url()).hash).toBe('')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(plain.counters).toMatchObject({ tokenRequests: 0, userinfoRequests: 1 })
  })

  it('takes no token out of an address that answers no request of this page', async () => {
    const { plain, origin } = chromium.site
    const page = await open('/plain-implicit')
    const asked = page.waitForRequest(request => request.url().startsWith(plain.server.authorizationEndpoint))
    await page.getByRole('button', { name: 'Sign in' }).click()
    const state = new URL((await asked).url()).searchParams.get('state')
    await page.getByLabel('Username').waitFor()
    await page.goto(`${origin}/plain-implicit#access_token=theirs&token_type=Bearer&expires_in=60&state=${state}-not`)
    await shows(page, 'signed-out state_unknown')
    await signIn(page)
  })
})
