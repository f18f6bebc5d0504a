import { setTimeout } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { harness, shows } from './harness.ts'

const chromium = harness()
const { open, fillIn, signIn } = chromium

describe('signing in', () => {
  it('exchanges the code once, also under StrictMode', async () => {
    const page = await open()
    chromium.site.provider.resetCounters()
    await signIn(page)
    expect(chromium.site.provider.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
    expect(new URL(page.url()).search).toBe('')
  })

  it('exchanges the code once, also where hot reload makes the Auth again', async () => {
    const page = await open('/twice')
    chromium.site.provider.resetCounters()
    await page.getByRole('button', { name: 'Sign in' }).first().click()
    await fillIn(page)
    await expect.poll(() => page.getByText('signed-in Alice Liddell').count(), { timeout: 15_000 }).toBe(2)
    expect(chromium.site.provider.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
  })

  it('asks as the application says, and for what a provider wants beyond the specifications', async () => {
    const page = await open()
    await shows(page, 'signed-out')
    await page.route(/\/auth\?/, route => route.fulfill({ status: 204 }))
    for (const prompt of ['login', 'consent', 'select_account']) {
      const asked = page.waitForRequest(/\/auth\?/)
      await page.evaluate(prompt => {
        void tab.signIn({ prompt, loginHint: 'alice', extra: { audience: 'reports' } })
      }, prompt)
      const { searchParams } = new URL((await asked).url())
      const said = ['prompt', 'login_hint', 'audience'].map(name => searchParams.get(name))
      expect(said).toEqual([prompt, 'alice', 'reports'])
    }
    const forged = { extra: { redirect_uri: 'https://evil.example' } }
    expect(await page.evaluate(asked => tab.signIn(asked), forged)).toBe('invalid_options')
  })

  it('in two tabs at once gives both one session', async () => {
    const [first, second] = [await open(), await open()]
    await Promise.all([first, second].map(page => page.getByRole('button', { name: 'Sign in' }).click()))
    await fillIn(first)
    await fillIn(second)
    await shows(first, 'signed-in Alice Liddell')
    await shows(second, 'signed-in Alice Liddell')
    expect(await second.evaluate(() => tab.callApi())).toBe(200)
  })

  it('works the same with React 18.3', async () => {
    const page = await open('/react-18')
    chromium.site.provider.resetCounters()
    await signIn(page)
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    expect(chromium.site.provider.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
  })

  it('leaves a code and a state alone that belong to somebody else', async () => {
    const page = await open('/?code=theirs&state=theirs')
    await shows(page, 'signed-out')
    expect(new URL(page.url()).search).toBe('?code=theirs&state=theirs')
    await signIn(page)
  })

  it('goes on after a reload in the middle of the callback', async () => {
    const { provider } = chromium.site
    const page = await open()
    provider.delayTokenAnswers(1_000)
    provider.resetCounters()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page)
    const exchanging = page.waitForRequest(`${provider.issuer}/token`)
    await exchanging
    expect(new URL(page.url()).search).toBe('')
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(provider.counters.codesExchanged).toBe(2)
  })

  it('resolves to the live session when a callback is replayed', async () => {
    const page = await open()
    const callbacks: string[] = []
    page.on('framenavigated', frame => void callbacks.push(frame.url()))
    await signIn(page)
    const callback = callbacks.find(address => address.includes('code='))
    if (!callback) throw new Error('There was no callback.')
    chromium.site.provider.resetCounters()
    await page.goto(callback)
    await shows(page, 'signed-in Alice Liddell')
    expect(chromium.site.provider.counters.tokenRequests).toBe(0)
    expect(new URL(page.url()).search).toBe('')
  })

  it('by the implicit grant gives a session that lasts as long as its token', async () => {
    const page = await open('/implicit')
    await signIn(page)
    expect(new URL(page.url()).hash).toBe('')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
  })
})

describe('a pop-up', () => {
  it.each(['/', '/coop'])(
    'signs the user in without leaving the page, also where windows are kept apart: %s',
    async path => {
      const page = await open(path)
      await page.evaluate(() => Object.assign(globalThis, { untouched: true }))
      // Playwright lets every page believe that the user is there: a window kept apart, which looks closed, would have a second to answer.
      await page.evaluate(() => Object.assign(document, { hasFocus: () => false }))
      const popup = await poppedUp(page)
      chromium.site.provider.resetCounters()
      await fillIn(popup)
      await shows(page, 'signed-in Alice Liddell')
      await expect.poll(() => popup.isClosed()).toBe(true)
      expect(await page.evaluate(() => Reflect.get(globalThis, 'untouched'))).toBe(true)
      expect(new URL(page.url()).pathname).toBe(path)
      expect(chromium.site.provider.counters.tokenRequestsByGrantType).toEqual({ authorization_code: 1 })
      expect(await page.evaluate(() => tab.callApi())).toBe(200)
    },
  )

  it('shows the authorization server without a way back to the page that opened it', async () => {
    const page = await open()
    const popup = await poppedUp(page)
    await popup.getByLabel('Username').waitFor()
    expect(await popup.evaluate(() => opener)).toBeNull()
  })

  it('that the user closes is told, and may be opened again', async () => {
    const page = await open()
    const popup = await poppedUp(page)
    await popup.getByLabel('Username').waitFor()
    await popup.close()
    await shows(page, 'signed-out sign_in_cancelled')
    await fillIn(await poppedUp(page))
    await shows(page, 'signed-in Alice Liddell')
  })

  it('that the browser does not open is told, and costs no other tab its sign-in', async () => {
    const [page, other] = [await open(), await open()]
    await other.getByRole('button', { name: 'Sign in' }).click()
    await other.getByLabel('Username').waitFor()
    await page.evaluate(() => {
      globalThis.open = () => null
    })
    for (let attempt = 0; attempt < 10; attempt++)
      expect(await page.evaluate(() => tab.signIn({ userAgent: 'popup' }))).toBe('popup_blocked')
    await shows(page, 'signed-out popup_blocked')
    await fillIn(other)
    await shows(other, 'signed-in Alice Liddell')
  })

  it('that the browser does not open is told also while tokens are still being revoked', async () => {
    const page = await open()
    await signIn(page)
    let answer = () => {}
    await page.route(/revocation$/, route => {
      answer = () => route.continue()
    })
    const asked = page.waitForRequest(/revocation$/)
    const leaving = page.evaluate(() => tab.signOut())
    await asked
    await page.evaluate(() => {
      globalThis.open = () => null
    })
    await page.getByRole('button', { name: 'Pop up' }).click()
    await shows(page, 'signed-out popup_blocked')
    answer()
    await leaving
    await shows(page, 'signed-out popup_blocked')
  })

  it('outlives the revocation of the session before, which takes its time', async () => {
    chromium.site.provider.setAccessTokenSeconds(1)
    const page = await open()
    await signIn(page)
    await page.route(/revocation$/, async route => {
      await setTimeout(1_000)
      await route.continue()
    })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await shows(page, 'signed-out')
    const revoked = page.waitForResponse(/revocation$/)
    await page.getByRole('button', { name: 'Pop up' }).click()
    await shows(page, 'signed-in Alice Liddell')
    await revoked
    expect(await page.evaluate(() => tab.exercise(1, 1))).toMatchObject({ failures: [] })
  })

  it('whose page has gone finishes by itself', async () => {
    const page = await open()
    const popup = await poppedUp(page)
    await popup.getByLabel('Username').waitFor()
    await page.close()
    await fillIn(popup)
    await shows(popup, 'signed-in Alice Liddell')
    expect(new URL(popup.url()).search).toBe('')
  })

  it('whose address was opened in an ordinary tab leaves both signed in, no code in the address, and the window to its user', async () => {
    const page = await open()
    const popup = await poppedUp(page)
    await popup.getByLabel('Username').waitFor()
    const ordinary = await chromium.context.newPage()
    await ordinary.goto(popup.url())
    chromium.site.provider.resetCounters()
    chromium.site.provider.delayTokenAnswers(2_000)
    await fillIn(ordinary)
    await shows(ordinary, 'signed-in Alice Liddell')
    await shows(page, 'signed-in Alice Liddell')
    expect(ordinary.url()).toBe(`${chromium.site.origin}/`)
    expect(chromium.site.provider.counters.codesExchanged).toBe(1)
    expect(popup.isClosed()).toBe(false)
  })

  it('signs in also on a page that was opened with a name and password in its address', async () => {
    const page = await chromium.context.newPage()
    await page.goto(chromium.site.origin.replace('//', '//somebody:secret@'))
    await fillIn(await poppedUp(page))
    await shows(page, 'signed-in Alice Liddell')
  })

  it('signs in also when the page is reloaded while it takes the answer', async () => {
    const page = await open('/orders?page=2')
    chromium.site.provider.delayTokenAnswers(1_000)
    const opened = page.waitForEvent('popup')
    await page.getByRole('button', { name: 'Pop up' }).click()
    const exchanging = page.waitForRequest(/\/token$/)
    await fillIn(await opened)
    await exchanging
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(page.url()).toBe(`${chromium.site.origin}/orders?page=2`)
  })

  it.each([
    [/well-known/, 'network_failed'],
    [/code-flow/, 'code_not_loaded'],
    [/user-agents/, 'code_not_loaded'],
  ])('is not left open when nothing can be shown in it: without %s', async (missing, code) => {
    const page = await open()
    await page.route(missing, route => route.abort())
    const popup = await poppedUp(page)
    await shows(page, `signed-out ${code}`)
    await expect.poll(() => popup.isClosed()).toBe(true)
  })
})

describe('a hidden frame', () => {
  const silently = { prompt: 'none', userAgent: 'iframe' } as const

  it('signs in a user whom the authorization server knows', async () => {
    const first = await open()
    await signIn(first)
    await first.evaluate(() => tab.signOut())
    expect(await first.evaluate(asked => tab.signIn(asked), silently)).toBe('done')
    await shows(first, 'signed-in Alice Liddell')
    expect(await first.locator('iframe').count()).toBe(0)
  })

  it('does nothing else once its answer was taken, however the page begins', async () => {
    const first = await open()
    await signIn(first)
    await first.evaluate(() => tab.signOut())
    chromium.site.provider.delayTokenAnswers(2_000)
    let requests = 0
    chromium.context.on('request', request => {
      if (new URL(request.url()).pathname === '/auth') requests += 1
    })
    await shows(await open('/unseen'), 'signed-in Alice Liddell')
    expect(requests).toBe(1)
  })

  it('says so when the authorization server knows nobody, or is not told by its cookies, and shows no error', async () => {
    const page = await open()
    await shows(page, 'signed-out')
    expect(await page.evaluate(asked => tab.signIn(asked), silently)).toBe('login_required')
    await shows(page, 'signed-out')
    expect(await page.locator('iframe').count()).toBe(0)
  })

  it('on another site signs in by cookies that may be sent there, and is told login_required once the browser keeps them away', async () => {
    const page = await chromium.context.newPage()
    await page.goto(`${chromium.site.foreignOrigin}/`)
    await signIn(page)
    const cookies = await chromium.context.cookies(chromium.site.provider.issuer)
    await chromium.context.addCookies(cookies.map(cookie => ({ ...cookie, sameSite: 'None', secure: true })))
    const outcome = async () => {
      await page.evaluate(() => tab.signOut())
      return page.evaluate(asked => tab.signIn(asked), silently)
    }
    expect(await outcome()).toBe('done')
    const browser = await chromium.context.newCDPSession(page)
    await browser.send('Network.enable')
    await browser.send('Network.setCookieControls', {
      enableThirdPartyCookieRestriction: true,
      ...{ disableThirdPartyCookieMetadata: true, disableThirdPartyCookieHeuristics: true },
    })
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(await outcome()).toBe('login_required')
  })

  it('loads nothing of the application where the page hands its answer over first', async () => {
    const page = await open('/early')
    await shows(page, 'signed-out')
    const loaded: string[] = []
    page.on('request', request => {
      if (request.frame() !== page.mainFrame()) loaded.push(new URL(request.url()).pathname)
    })
    expect(await page.evaluate(asked => tab.signIn(asked), silently)).toBe('login_required')
    await signIn(page)
    await page.evaluate(() => tab.signOut())
    expect(await page.evaluate(asked => tab.signIn(asked), silently)).toBe('done')
    expect(loaded.filter(path => path === '/early.js')).toHaveLength(2)
    expect(loaded).not.toContain('/page.js')
  })

  it('that hands its answer over first goes on with the application where there is none, or where nobody takes it', async () => {
    const page = await open('/early')
    await shows(page, 'signed-out')
    for (const answer of ['', '?error=login_required&state=tsr.a.b', '?error=login_required&state=another']) {
      const frame = await page.evaluateHandle(async src => {
        const element = Object.assign(document.createElement('iframe'), { hidden: true, src })
        document.body.append(element)
        return element
      }, `/early${answer}`)
      const inFrame = await frame.asElement()?.contentFrame()
      await inFrame?.waitForFunction(() => globalThis.tab)
      expect(inFrame?.url()).toContain('/early')
      await frame.evaluate(element => element.remove())
    }
  })

  it('is for prompt=none only', async () => {
    const page = await open()
    await shows(page, 'signed-out')
    expect(await page.evaluate(() => tab.signIn({ userAgent: 'iframe' }))).toBe('invalid_options')
  })
})

describe('the user comes out', () => {
  it('where the sign-in began, and routers are told', async () => {
    const page = await open('/orders?page=2#last')
    await signIn(page)
    expect(page.url()).toBe(`${chromium.site.origin}/orders?page=2#last`)
    expect(await page.evaluate(() => tab.routed)).toEqual(['/orders?page=2#last'])
  })

  it.each([
    ['/orders/7', '/orders/7'],
    ['#/orders/7', '/orders#/orders/7'],
  ])('where the application wants, also after a reload in the middle of the callback: %s', async (returnTo, place) => {
    const page = await open('/orders')
    await shows(page, 'signed-out')
    chromium.site.provider.delayTokenAnswers(1_000)
    void page.evaluate(asked => tab.signIn({ returnTo: asked }), returnTo).catch(() => {})
    await fillIn(page)
    await page.waitForRequest(/\/token$/)
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(page.url()).toBe(chromium.site.origin + place)
  })

  it.each(['https://evil.example', '//evil.example', 'javascript:alert(1)'])(
    'never at another origin: %s',
    async returnTo => {
      const page = await open()
      await shows(page, 'signed-out')
      expect(await page.evaluate(asked => tab.signIn({ returnTo: asked }), returnTo)).toBe('invalid_options')
    },
  )
})

describe('a guarded page', () => {
  it.each(['/guarded', '/react-18/guarded'])(
    'sends a visitor to sign in, and never again after a refusal: %s',
    async path => {
      const page = await open(path)
      await fillIn(page)
      await page.getByRole('button', { name: 'Deny' }).click()
      await shows(page, 'signed-out authorization_refused')
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByRole('button', { name: 'Allow' }).click()
      await shows(page, 'signed-in Alice Liddell')
      await page.getByRole('button', { name: 'Sign out' }).click()
      await shows(page, 'signed-out')
    },
  )
})

describe('going back', () => {
  it('from the authorization server leads to the page where the user clicked', async () => {
    const page = await open('/orders')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Username').waitFor()
    await page.goBack()
    expect(page.url()).toBe(`${chromium.site.origin}/orders`)
    await shows(page, 'signed-out')
    await signIn(page)
  })

  it('leads past a page that sent the user away by itself', async () => {
    const page = await open('/orders')
    await page.goto(`${chromium.site.origin}/guarded`)
    // Whatever looks into the page counts as something that the user did.
    await page.waitForURL(url => url.origin !== chromium.site.origin)
    await page.goBack()
    expect(page.url()).toBe(`${chromium.site.origin}/orders`)
    await shows(page, 'signed-out')
  })

  it('and forth after signing in never comes by an answer', async () => {
    const page = await open('/orders')
    await signIn(page)
    const visited: string[] = []
    page.on('framenavigated', frame => void visited.push(frame.url()))
    await page.goBack()
    await page.goForward()
    await shows(page, 'signed-in Alice Liddell')
    expect(page.url()).toBe(`${chromium.site.origin}/orders`)
    expect(visited.filter(address => address.includes('code='))).toEqual([])
  })
})

describe('a redirect that leads nowhere', () => {
  it('is told to the user who is still here, and the next one goes', async () => {
    await chromium.context.route(/\/auth\?/, route => route.fulfill({ status: 204 }))
    const page = await open('/guarded')
    const touched = async () => {
      await page.keyboard.press('Shift')
      return page.getByRole('main').count()
    }
    await expect.poll(touched, { timeout: 15_000 }).toBe(1)
    await shows(page, 'signed-out sign_in_cancelled')
    await chromium.context.unroute(/\/auth\?/)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByLabel('Username').waitFor()
  })
})

describe('two Auths on one page', () => {
  it('hold two accounts, and each takes up its own answer only', async () => {
    const page = await open('/two')
    const [one, another] = [page.getByRole('main').first(), page.getByRole('main').last()]
    await one.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page)
    await one.getByText('signed-in Alice Liddell').waitFor()
    await another.getByText('signed-out').waitFor()
    await chromium.context.clearCookies()
    await another.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page, 'bob')
    await another.getByText('signed-in Bob').waitFor()
    await one.getByText('signed-in Alice Liddell').waitFor()
    await one.getByRole('button', { name: 'Sign out' }).click()
    await one.getByText('signed-out').waitFor()
    await another.getByText('signed-in Bob').waitFor()
  })
})

describe('bad input', () => {
  it('refused consent is told, and the user may try again', async () => {
    const page = await open('/third-party')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page)
    await page.getByRole('button', { name: 'Deny' }).click()
    await shows(page, 'signed-out authorization_refused')
    expect(new URL(page.url()).search).toBe('')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'Allow' }).click()
    await shows(page, 'signed-in Alice Liddell')
  })

  it('an answer to a sign-in that nobody here began is told, and spends nothing', async () => {
    const page = await open()
    const asked = page.waitForRequest(/\/auth\?/)
    await page.getByRole('button', { name: 'Sign in' }).click()
    const state = new URL((await asked).url()).searchParams.get('state') ?? ''
    await page.waitForURL(/\/interaction\//)
    chromium.site.provider.resetCounters()
    await page.goto(`${chromium.site.origin}/?code=stolen&state=${state}-not`)
    await shows(page, 'signed-out state_unknown')
    expect(chromium.site.provider.counters.tokenRequests).toBe(0)
    await signIn(page)
  })

  it('a chunk that does not load is told, and loaded when it is asked for again', async () => {
    const page = await open()
    await page.route(/code-flow/, route => route.abort())
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, 'signed-out code_not_loaded')
    await page.unroute(/code-flow/)
  })

  it('a store that cannot be written keeps the user from leaving for nothing', async () => {
    const page = await open()
    await page.evaluate(() => {
      const { put } = IDBObjectStore.prototype
      IDBObjectStore.prototype.put = function (...asked) {
        const request = put.apply(this, asked)
        this.transaction.abort()
        return request
      }
    })
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, 'signed-out storage_failed')
  })

  it('a store that is full when the answer comes loses no sign-in, and leaves no code in the address', async () => {
    const page = await open()
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.addInitScript(() => {
      const { put } = IDBObjectStore.prototype
      IDBObjectStore.prototype.put = function (...asked) {
        const request = put.apply(this, asked)
        this.transaction.abort()
        return request
      }
    })
    await fillIn(page)
    await shows(page, 'signed-in Alice Liddell stale storage_failed')
    expect(page.url()).toBe(`${chromium.site.origin}/`)
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
  })

  it('a store that cannot be read is never taken for an empty one', async () => {
    await signIn(await open())
    for (const [failures, state] of [
      [1, 'signed-in'],
      [1_000_000, 'signed-out storage_failed'],
    ] as const) {
      const page = await chromium.context.newPage()
      await page.addInitScript(failures => {
        let left = failures
        const { get } = IDBObjectStore.prototype
        IDBObjectStore.prototype.get = function (...asked) {
          const request = get.apply(this, asked)
          if (left-- > 0) this.transaction.abort()
          return request
        }
      }, failures)
      await page.goto(chromium.site.origin)
      await page.getByRole('status').waitFor()
      expect(await page.evaluate(() => tab.ready())).toBe(state)
    }
  })

  /** A page whose clock is wrong until it is told to set it right. */
  async function pageWithClock(wrongBy: number, path: string) {
    const page = await chromium.context.newPage()
    await page.addInitScript(hours => {
      const { now } = Date
      Date.now = () => now() + (sessionStorage.getItem('set right') ? 0 : hours * 3_600_000)
    }, wrongBy)
    await page.goto(chromium.site.origin + path)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page)
    return page
  }

  it.each([
    ['fast', 2],
    ['slow', -2],
  ])('a clock that is two hours %s keeps nobody out, and costs nothing once it is right', async (_, wrongBy) => {
    const page = await pageWithClock(wrongBy, '/orders')
    await shows(page, 'signed-in Alice Liddell')
    expect(page.url()).toBe(`${chromium.site.origin}/orders`)
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    await page.evaluate(() => sessionStorage.setItem('set right', 'yes'))
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
  })

  it.each([
    ['fast', 2],
    ['slow', -2],
  ])('a session lives on with a clock that is two hours %s', async (_, wrongBy) => {
    chromium.site.provider.setAccessTokenSeconds(1)
    const page = await pageWithClock(wrongBy, '/orders')
    await shows(page, 'signed-in Alice Liddell')
    for (let renewal = 0; renewal < 2; renewal++) {
      await setTimeout(1_000)
      chromium.site.provider.resetCounters()
      expect(await page.evaluate(() => tab.callApi())).toBe(200)
      expect(chromium.site.provider.counters.tokenRequestsByGrantType).toEqual({ refresh_token: 1 })
      await shows(page, 'signed-in Alice Liddell')
    }
  })

  it('a clock that is two hours fast is no hindrance to the implicit grant either', async () => {
    const page = await pageWithClock(2, '/implicit')
    await shows(page, 'signed-in Alice Liddell')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
  })

  it('a clock that is two days fast is told, and costs nothing once it is right', async () => {
    const page = await pageWithClock(48, '/orders')
    await shows(page, 'signed-out id_token_invalid')
    expect(page.url()).toBe(`${chromium.site.origin}/orders`)
    await page.evaluate(() => sessionStorage.setItem('set right', 'yes'))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, 'signed-in Alice Liddell')
    await page.evaluate(() => sessionStorage.clear())
    await page.reload()
    await shows(page, 'signed-in Alice Liddell')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
  })

  it.each([
    ['HTML', { status: 200, contentType: 'text/html', body: '<h1>Welcome</h1>' }, 'token_response_invalid'],
    ['nothing', { status: 200, body: '' }, 'token_response_invalid'],
    ['an error page', { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }, 'server_failed'],
  ])('a token endpoint that answers %s makes the session stale and ends nothing', async (_, answer, code) => {
    chromium.site.provider.setAccessTokenSeconds(1)
    const page = await open()
    await signIn(page)
    const headers = { 'access-control-allow-origin': chromium.site.origin }
    await page.route(/\/token$/, route => route.fulfill({ ...answer, headers }))
    await setTimeout(1_000)
    await expect(page.evaluate(() => tab.ask(1))).rejects.toThrow(code)
    await shows(page, `signed-in Alice Liddell stale ${code}`)
    await page.unroute(/\/token$/)
    await shows(page, 'signed-in Alice Liddell')
  })

  it('a discovery document that lies is refused before the user is sent anywhere', async () => {
    const page = await open()
    const headers = { 'access-control-allow-origin': chromium.site.origin }
    const json = { issuer: 'https://evil.example.com', authorization_endpoint: 'https://evil.example.com/auth' }
    await page.route(/well-known/, route => route.fulfill({ headers, json }))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await shows(page, 'signed-out issuer_mismatch')
    await page.unroute(/well-known/)
    await signIn(page)
  })

  it('a discovery document that was wrong once is asked for again by the next sign-in, in any tab', async () => {
    const page = await open()
    const { headers, json } = await metadata()
    const wrong = { ...json, token_endpoint: `${json.issuer}/wrong` }
    await chromium.context.route(/well-known/, route => route.fulfill({ headers, json: wrong }))
    await page.getByRole('button', { name: 'Sign in' }).click()
    await fillIn(page)
    await shows(page, 'signed-out network_failed')
    await chromium.context.unroute(/well-known/)
    const another = await open()
    await another.getByRole('button', { name: 'Sign in' }).click()
    await shows(another, 'signed-in Alice Liddell')
  })

  it('a token endpoint that has moved is found by whoever is signed in', async () => {
    chromium.site.provider.setAccessTokenSeconds(1)
    const page = await open()
    await signIn(page)
    const { headers, json } = await metadata()
    const moved = { ...json, token_endpoint: `${json.issuer}/token?moved` }
    await chromium.context.route(/well-known/, route => route.fulfill({ headers, json: moved }))
    await chromium.context.route(/\/token$/, route => route.fulfill({ headers, status: 404, body: 'gone' }))
    await setTimeout(1_000)
    await expect(page.evaluate(() => tab.ask(1))).rejects.toThrow('token_response_invalid')
    await shows(page, 'signed-in Alice Liddell')
    expect(await page.evaluate(() => tab.callApi())).toBe(200)
  })

  /** What the authorization server says of itself, and what lets a page read it from a test. */
  async function metadata() {
    const { issuer } = chromium.site.provider
    const answer = await fetch(`${issuer}/.well-known/openid-configuration`)
    const json: object = Object(await answer.json())
    return { headers: { 'access-control-allow-origin': chromium.site.origin }, json: { ...json, issuer } }
  }

  it('no token goes to an origin that was not declared', async () => {
    const page = await open()
    await signIn(page)
    expect(await page.evaluate(() => tab.call('https://elsewhere.example.com'))).toBe('undeclared_origin')
  })
})

/** The window that a click opens. */
async function poppedUp(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup')
  await page.getByRole('button', { name: 'Pop up' }).click()
  return opened
}
