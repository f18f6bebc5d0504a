import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { DrivenTab, Engine } from './driven-browser.ts'
import { elsewhere } from './elsewhere.ts'
import { engines } from './engines.ts'
import { lookAs } from './look.ts'
import { privateFirefox } from './puppeteer.ts'
import { visiting } from './visit.ts'

describe.each(engines)('Signing in, in $name', engine => {
  describe.skipIf(!engine.isHere)('what hurts elsewhere', () => inEngine(engine))
})

describe.skipIf(!privateFirefox.isHere)('In a private window of Firefox', () => {
  const { profile, site, open, signIn, shows } = inBrowser(privateFirefox)

  it('a session is shared by tabs, and outlives a reload', async () => {
    site().provider.setAccessTokenSeconds(1)
    const [tab, other] = [await open(), await open()]
    await signIn(tab)
    await shows(other, 'signed-in Alice Liddell')
    await tab.run('location.reload()').catch(() => {})
    const how = () => tab.run('performance.getEntriesByType("navigation")[0].type').catch(String)
    await expect.poll(how, { timeout: 20_000 }).toBe('reload')
    await shows(tab, 'signed-in Alice Liddell')
    for (const each of [tab, other]) expect(await each.run('tab.callApi()')).toBe(200)
    // It was one: that is where Firefox keeps what such windows store.
    expect(existsSync(join(profile(), 'storage/private'))).toBe(true)
  })
})

/** Starts with the tests of an engine, and ends with them. */
function inBrowser(engine: Engine) {
  const tabs = new Set<DrivenTab>()
  const visit = visiting(engine)

  /** Nobody is signed in at the page any more; at the authorization server, they are. */
  afterEach(async () => {
    visit.site.calm()
    const tab = await open()
    // Stored, and not only shown: a tab that is closed sooner leaves its session to the next test.
    await tab.run('tab.signOut()')
    for (const each of tabs) await each.close()
    tabs.clear()
  })

  async function openUnseen(path: string): Promise<DrivenTab> {
    const tab = await visit.browser.open(new URL(path, visit.site.origin).href)
    tabs.add(tab)
    return tab
  }

  async function open(path = '/'): Promise<DrivenTab> {
    const tab = await openUnseen(path)
    await expect.poll(() => tab.run('globalThis.tab?.ready()').catch(() => false), { timeout: 20_000 }).toBeTruthy()
    return tab
  }

  async function close(tab: DrivenTab): Promise<void> {
    tabs.delete(tab)
    await tab.close()
  }

  async function shows(tab: DrivenTab, state: string): Promise<void> {
    await expect.poll(() => tab.run('globalThis.tab?.state()').catch(String), { timeout: 20_000 }).toBe(state)
  }

  async function signIn(tab: DrivenTab, who: 'alice' | 'bob' = 'alice'): Promise<void> {
    const names = { alice: 'Alice Liddell', bob: 'Bob Baker' }
    const look = lookAs(visit.site.provider.users[who])
    await expect.poll(() => tab.run(look).catch(String), { timeout: 20_000 }).toBe(`signed-in ${names[who]}`)
  }

  /** At the form of the authorization server, which does not go by whom it knows. */
  async function leave(tab: DrivenTab): Promise<void> {
    await tab.click('Another account')
    await expect
      .poll(() => tab.run('document.querySelector("form")?.username?.name').catch(String), { timeout: 20_000 })
      .toBe('username')
  }

  async function answered(tab: DrivenTab): Promise<string> {
    return String(await tab.run('performance.getEntriesByType("navigation")[0].name'))
  }

  return {
    profile: () => visit.profile,
    site: () => visit.site,
    open,
    openUnseen,
    close,
    shows,
    signIn,
    leave,
    answered,
  }
}

/** Reloads the page as soon as it has taken the answer out of its address, which is long before it has tokens. */
const reloadedInTheMiddle = `(() => {
  const [{ name }] = performance.getEntriesByType('navigation')
  if (!name.includes('code=') || location.search || globalThis.tab?.state() !== 'loading') return 'not yet'
  setTimeout(() => location.reload())
  return 'reloaded'
})()`

function inEngine(engine: Engine): void {
  const { site, open, openUnseen, close, shows, signIn, leave, answered } = inBrowser(engine)

  it('the address of an answer, replayed, bookmarked or in a duplicated tab, leads to the live session', async () => {
    const tab = await open()
    await signIn(tab)
    const callback = await answered(tab)
    expect(callback).toContain('code=')
    site().provider.resetCounters()
    await tab.run(`void location.assign(${JSON.stringify(callback)})`)
    await shows(tab, 'signed-in Alice Liddell')
    const duplicate = await open(callback)
    await shows(duplicate, 'signed-in Alice Liddell')
    for (const each of [tab, duplicate]) expect(await each.run('location.search')).toBe('')
    expect(site().provider.counters.tokenRequests).toBe(0)
  })

  it('a bookmark of an answer without a session is no wall: it says why, and the next sign-in goes', async () => {
    const tab = await open()
    await signIn(tab)
    const callback = await answered(tab)
    // Once that is stored: it shows before.
    await tab.run('tab.signOut()')
    const bookmarked = await open(callback)
    await shows(bookmarked, 'signed-out state_unknown')
    expect(await bookmarked.run('location.search')).toBe('')
    await signIn(bookmarked)
  })

  it('a page that never sees an answer stops sending the user away, says that it is a loop, and a click still goes', async () => {
    await signIn(await open())
    // Looking into the page would count as something that the user did.
    const tab = await openUnseen('/guarded/forgetful')
    const [answer, loop] = ['an answer', 'signed-out sign_in_loop']
    const told = () => site().unasked.filter(each => [answer, loop].includes(each))
    await expect.poll(told, { timeout: 20_000 }).toEqual([answer, answer, answer, loop])
    await tab.click('Sign in')
    await expect.poll(told, { timeout: 20_000 }).toEqual([answer, answer, answer, loop, answer, loop])
  })

  it('nothing stays in progress after going back, or after a tab was closed at the authorization server', async () => {
    const tab = await open()
    await leave(tab)
    await tab.run('void history.back()').catch(() => {})
    await expect
      .poll(() => tab.run('globalThis.tab?.state()').catch(String), { timeout: 20_000 })
      .toContain('signed-out')
    await leave(tab)
    await close(tab)
    await signIn(await open())
  })

  // In Chromium each of the two is a test of its own, in signing-in.e2e.test.ts.
  describe.skipIf(engine.name === 'Chromium')('the user comes out', () => {
    it('where the application wants, also in the hash and after a reload in the middle of the callback', async () => {
      const { provider, origin } = site()
      const tab = await open('/orders')
      await signIn(tab)
      await tab.run('tab.signOut()')
      provider.delayTokenAnswers(2_000)
      await tab.run(`void tab.signIn({ returnTo: '#/orders/7' })`)
      const reloaded = () => tab.run(reloadedInTheMiddle).catch(String)
      await expect.poll(reloaded, { timeout: 20_000, interval: 20 }).toBe('reloaded')
      provider.delayTokenAnswers(0)
      await shows(tab, 'signed-in Alice Liddell')
      expect(await tab.run('location.href')).toBe(`${origin}/orders#/orders/7`)
    })

    it('and comes by no answer when going back and forth', async () => {
      const { provider, origin } = site()
      await signIn(await open())
      const tab = await open('/orders')
      await tab.run('tab.signOut()')
      await tab.run(`history.replaceState('before', '')`)
      await tab.click('Sign in')
      await shows(tab, 'signed-in Alice Liddell')
      await tab.run(`history.replaceState('after', '')`)
      provider.resetCounters()
      for (const [move, state] of [
        ['back', 'before'],
        ['forward', 'after'],
      ]) {
        await tab.run(`void history.${move}()`).catch(() => {})
        await expect.poll(() => tab.run('history.state').catch(String), { timeout: 20_000 }).toBe(state)
        await shows(tab, 'signed-in Alice Liddell')
        expect(await tab.run('location.href')).toBe(`${origin}/orders`)
      }
      expect(provider.counters.codesExchanged).toBe(0)
    })
  })

  it.skipIf(!engine.opensWindows).each(['/', '/coop'])(
    'a pop-up signs in, also where windows are kept apart: %s',
    async path => {
      await signIn(await open())
      const tab = await open(path)
      await tab.click('Sign out')
      await shows(tab, 'signed-out')
      await tab.run('globalThis.untouched = true')
      await tab.click('Pop up')
      await shows(tab, 'signed-in Alice Liddell')
      expect(await tab.run('globalThis.untouched')).toBe(true)
    },
  )

  it.skipIf(!engine.opensWindows)(
    'a pop-up gives the authorization server no way back to the page that opened it',
    async () => {
      const tab = await open()
      await tab.run(`void tab.signIn({ userAgent: 'popup', prompt: 'login' })`)
      const seen = () => tab.runInPopups?.('[document.readyState, opener === null].join()')
      await expect.poll(seen, { timeout: 10_000 }).toEqual(['complete,true'])
      await tab.closePopups?.()
    },
  )

  it.skipIf(!engine.opensWindows)(
    'a pop-up that is closed is told, also where it looks closed from the start',
    async () => {
      const tab = await open('/coop')
      await tab.run(`void tab.signIn({ userAgent: 'popup', prompt: 'login' })`)
      await expect.poll(() => tab.closePopups?.(), { timeout: 10_000 }).toBe(1)
      await shows(tab, 'signed-out sign_in_cancelled')
    },
  )

  it.skipIf(engine.opensWindows)('a pop-up that is not opened is told', async () => {
    const tab = await open()
    await tab.click('Pop up')
    await shows(tab, 'signed-out popup_blocked')
  })

  it('a sign-out, and a switch to another account, are seen by every tab', async () => {
    const [tab, other] = [await open(), await open()]
    await signIn(tab)
    await shows(other, 'signed-in Alice Liddell')
    await leave(other)
    await signIn(other, 'bob')
    await shows(tab, 'signed-in Bob Baker')
    expect(await tab.run('tab.callApi()')).toBe(200)
    await tab.click('Sign out')
    await shows(other, 'signed-out')
    await expect(other.run('tab.ask(1)')).rejects.toThrow('session_ended reason=signed-out')
    await leave(other)
    await signIn(other)
  })

  it('a sign-out that the authorization server begins is seen by every tab if its frame has their store, and ends no session of another name', async () => {
    const [tab, other] = [await open(), await open()]
    const claims = JSON.stringify({ id_token: { sid: null } })
    await tab.run(`globalThis.clicked = true, void tab.signIn({ extra: { claims: ${JSON.stringify(claims)} } })`)
    await signIn(tab)
    await shows(other, 'signed-in Alice Liddell')
    const { issuer } = site().provider
    const sid = String(await tab.run('tab.sid()'))
    expect(sid.length).toBeGreaterThan(8)
    const framing = { site: `${issuer}/device`, origin: `${site().origin}/elsewhere` }
    const beyond = { site: `${issuer.replace('localhost', '127.0.0.1')}/device`, origin: framing.site }
    const here = await openUnseen(framing[engine.framesShare])
    const elsewhere = await openUnseen(beyond[engine.framesShare])
    const inFrame = (iss: string, sid: string) => {
      const address = `${site().origin}/front-channel?${new URLSearchParams({ iss, sid })}`
      return `new Promise(resolve => {
        addEventListener('message', ({ data }) => resolve(data), { once: true })
        document.body.append(Object.assign(document.createElement('iframe'), { hidden: true, src: ${JSON.stringify(address)} }))
      })`
    }
    expect(await here.run(inFrame(issuer, 'another'))).toBe(false)
    expect(await here.run(inFrame('http://localhost', sid))).toBe(false)
    // There it has a store of its own, in which nobody is signed in.
    expect(await elsewhere.run(inFrame(issuer, sid))).toBe(false)
    for (const each of [tab, other]) await shows(each, 'signed-in Alice Liddell')
    expect(await here.run(inFrame(issuer, sid))).toBe(true)
    for (const each of [tab, other]) await shows(each, 'signed-out')
    await expect(other.run('tab.ask(1)')).rejects.toThrow('session_ended reason=signed-out')
  })

  it.each(['/own-api', '/dpop'])(
    'a request whose token is rejected is sent again with its body, once: %s',
    async path => {
      const tab = await open(path)
      await signIn(tab)
      expect(await tab.run(`tab.post('/posted', 'an order')`)).toBe(200)
      expect(site().posted).toEqual(['an order', 'an order'])
    },
  )

  it('a hidden frame signs in on the site of the authorization server, and is told login_required on another', async () => {
    const silently = `tab.signIn({ prompt: 'none', userAgent: 'iframe' })`
    for (const [origin, outcome] of [
      [site().origin, 'done'],
      [site().foreignOrigin, 'login_required'],
    ] as const) {
      const tab = await open(`${origin}/`)
      await signIn(tab)
      // Once the tokens are revoked, which may end what the server began meanwhile.
      await tab.run('tab.signOut()')
      expect(await tab.run(silently)).toBe(outcome)
      expect(await tab.run('document.querySelectorAll("iframe").length')).toBe(0)
    }
  })

  it('a token goes to a resource, and never on to another origin that the resource redirects to', async () => {
    const { origin, seen, close } = await elsewhere()
    const tab = await open('/own-api')
    await signIn(tab)
    const calling = (url: string, call: string) => tab.run(`${call}(${JSON.stringify(url)})`)
    // What is sent there without a redirect, it sees.
    expect(await calling(`${origin}/`, 'tab.prove')).toBe(200)
    expect(seen.splice(0)).toEqual([expect.stringContaining('a token')])
    expect(await calling(`${site().origin}/leave?to=${origin}/`, 'tab.call')).toBe(200)
    expect(seen.splice(0)).toEqual(['undefined undefined'])
    expect(await calling(`${origin}/`, 'tab.call')).toBe('undeclared_origin')
    expect(seen).toEqual([])
    close()
  })

  it('a strict Content-Security-Policy with Trusted Types forbids nothing that is done', async () => {
    site().provider.setAccessTokenSeconds(1)
    const tab = await open('/strict')
    await signIn(tab)
    expect(await tab.run('tab.callApi()')).toBe(200)
    await tab.run('tab.signOut()')
    expect(await tab.run(`tab.signIn({ prompt: 'none', userAgent: 'iframe' })`)).toBe('done')
    if (engine.opensWindows) {
      await tab.click('Sign out')
      await shows(tab, 'signed-out')
      await tab.click('Pop up')
      await shows(tab, 'signed-in Alice Liddell')
    }
    expect(await tab.run('tab.callApi()')).toBe(200)
    expect(site().violations).toEqual([])
    // They would have been told.
    await tab.run(`import('data:text/javascript,').catch(() => {})`)
    await expect.poll(() => site().violations.length, { timeout: 10_000 }).toBeGreaterThan(0)
  })
}
