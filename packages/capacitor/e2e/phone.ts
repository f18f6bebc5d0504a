import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { scriptedUser } from '@tessera-examples/provider/scripted-user'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, vi } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import type { SessionDriver } from '../../core/test-support/scenarios.ts'
import { bridgeScript } from '../test-support/bridge.ts'
import { type Device, device, type NativeResult, type PlatformName } from '../test-support/device.ts'
import type { Settings } from './app.ts'
import { type Site, startSite } from './site.ts'

export interface PhoneOptions extends Pick<Settings, 'storage' | 'isBound' | 'isSigned' | 'hasSession'> {
  /** On the web there is no bridge. */
  readonly platform: PlatformName | 'web'
  readonly plugins?: readonly string[]
  readonly http?: boolean
}

/** A phone: the app in a Chromium page with the real bridge, the native side and the user in this process. */
export interface Phone extends SessionDriver {
  readonly server: RunningProvider
  readonly device: Device
  readonly page: Page
  /** Begins to sign in, and answers what becomes of it. */
  asking(): Promise<string>
  /** The user signs in at what the system's browser shows; answers the link back to the app. */
  authorized(): Promise<string>
  /** What went wrong in the web view and was caught by nobody; expected to be nothing in the end. */
  readonly errors: string[]
  /** A new process, launched by this link if there is one. */
  begin(link?: string): Promise<void>
  /** The web view begins anew in the same process. */
  reload(): Promise<void>
}

const everything = ['App', 'Browser', 'CapgoInAppBrowser', 'Preferences', 'SecureStoragePlugin']
const bridges = {
  android: '@capacitor/android/capacitor/src/main/assets/native-bridge.js',
  ios: '@capacitor/ios/Capacitor/Capacitor/assets/native-bridge.js',
}
const redirectUri = 'com.example.app:/callback'
const { resolve } = createRequire(import.meta.url)

interface World {
  readonly browser: Browser
  readonly site: Site
  readonly server: RunningProvider
}

/** Starts with the tests of a file and ends with them. A phone is new to the authorization server, and its app has yet to begin. */
export function phones(): (options: PhoneOptions) => Promise<Phone> {
  let world: World
  beforeAll(async () => {
    const [browser, site] = await Promise.all([launchChromium(), startSite()])
    world = { browser, site, server: await startProvider({ pages: [`${site.origin}/`] }) }
  })
  afterAll(async () => {
    await world?.browser.close()
    await world?.server.close()
    world?.site.close()
  })
  return options => startPhone(world, options)
}

async function startPhone({ browser, site, server }: World, options: PhoneOptions): Promise<Phone> {
  const { platform, plugins = everything, http = false, ...asked } = options
  const user = scriptedUser(server.users.alice)
  const phone = device(platform === 'ios' ? 'ios' : 'android')
  const errors: string[] = []
  const context = await nativeContext()
  let page = await context.newPage()
  let delivered: Promise<unknown> = Promise.resolve()

  async function nativeContext(): Promise<BrowserContext> {
    const made = await browser.newContext()
    const settings = { ...asked, issuer: server.issuer, api: server.api, redirectUri }
    const script = platform === 'web' ? '' : await bridge(platform)
    await made.exposeBinding('nativePost', (_, text: string) => phone.receive(JSON.parse(text)))
    await made.addInitScript(`globalThis.settings = ${JSON.stringify(settings)}
      window.WEBVIEW_SERVER_URL = location.origin
      ${script}`)
    await made.clock.install()
    made.on('weberror', error => void errors.push(error.error().message))
    return made
  }

  async function bridge(platform: PlatformName): Promise<string> {
    const source = await readFile(resolve(bridges[platform]), 'utf8')
    return bridgeScript(source, { platform, plugins, http })
  }

  function deliver(result: NativeResult): void {
    const to = page
    const fromNative = (told: unknown) => Reflect.get(globalThis, 'Capacitor').fromNative(told)
    delivered = delivered.then(() => to.evaluate(fromNative, result)).catch(() => {})
  }

  async function load(): Promise<void> {
    if (page.isClosed()) page = await context.newPage()
    await page.goto(site.origin)
    await page.evaluate(() => app.ready())
  }

  async function begin(link?: string): Promise<void> {
    phone.attach(deliver, { by: link })
    await load()
  }

  const asking = () => page.evaluate(() => app.signIn())

  async function authorized(): Promise<string> {
    await expect.poll(() => phone.shown, { timeout: 10_000, interval: 20 }).toBeDefined()
    return user.authorize(phone.shown ?? '', redirectUri)
  }

  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true })
  return {
    server,
    device: phone,
    errors,
    get page() {
      return page
    },
    asking,
    authorized,
    signIn: async () => {
      const asked = asking()
      phone.openLink(await authorized())
      expect(await asked).toBe('done')
    },
    signOut: async () => expect(await page.evaluate(() => app.signOut())).toBe('done'),
    ask: callers => page.evaluate(count => app.ask(count), callers),
    call: () => page.evaluate(() => app.call()),
    state: () => page.evaluate(() => app.state()),
    kill: async () => {
      phone.attach(() => {})
      await page.close()
    },
    begin,
    reload: async () => {
      phone.attach(deliver)
      await load()
    },
    sleep: async milliseconds => {
      // In this order: Playwright notes by this very Date when pages that are opened later have slept.
      await context.clock.fastForward(milliseconds)
      vi.setSystemTime(Date.now() + milliseconds)
    },
    close: async () => {
      vi.useRealTimers()
      await context.close()
      await server.resume()
      server.setGraceSeconds(0)
      server.delayTokenAnswers(0)
      server.resetCounters()
      expect(errors).toEqual([])
    },
  }
}
