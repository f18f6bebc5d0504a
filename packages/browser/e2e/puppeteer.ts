import { existsSync } from 'node:fs'
import { type Browser, type LaunchOptions, launch, type Page } from 'puppeteer-core'
import { chromium } from '../../../.ci/chromium.ts'
import type { DrivenBrowser, DrivenTab, Engine } from './driven-browser.ts'
import { kill, killTree, withItsProcess } from './processes.ts'
import { turns } from './turns.ts'

const foundChromium = await chromium()
const firefoxPath = [process.env.FIREFOX_PATH ?? '', '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(existsSync)

/** Not by Playwright, which lets every page appear as seen: such a page does not freeze. */
export const drivenChromium: Engine = {
  name: 'Chromium',
  isHere: foundChromium !== undefined,
  keepsProfiles: true,
  opensWindows: true,
  framesShare: 'site',
  start: profile => start({ ...foundChromium, headless: 'shell', userDataDir: profile }, chromiumTab),
}

export const drivenFirefox: Engine = firefox('Firefox', {})

/** Every window is a private one: what they keep is gone with the last of them. */
export const privateFirefox: Engine = {
  ...firefox('Firefox, private', { 'browser.privatebrowsing.autostart': true }),
  keepsProfiles: false,
}

function firefox(name: string, preferences: Readonly<Record<string, unknown>>): Engine {
  return {
    name,
    isHere: firefoxPath !== undefined,
    keepsProfiles: true,
    opensWindows: true,
    framesShare: 'site',
    start: profile =>
      start(
        {
          browser: 'firefox',
          executablePath: firefoxPath ?? '',
          userDataDir: profile,
          // A process for each tab, begun when the tab is.
          extraPrefsFirefox: {
            'dom.ipc.processCount.webIsolated': 50,
            'dom.ipc.processPrelaunch.enabled': false,
            ...preferences,
          },
        },
        firefoxTab,
      ),
  }
}

type OpenTab = (browser: Browser, pid: number) => Promise<{ readonly page: Page; readonly more: Partial<DrivenTab> }>

async function start(options: LaunchOptions, openTab: OpenTab): Promise<DrivenBrowser> {
  const browser = await launch({ ...options, protocolTimeout: 30_000 })
  const { pid = 0 } = browser.process() ?? {}
  const inTurn = turns()
  const opened = new Set<Page>()
  const isPopup = (page: Page) => !opened.has(page) && page.url() !== 'about:blank'
  return {
    version: await browser.version(),
    open: async url => {
      const { page, more } = await inTurn(() => openTab(browser, pid))
      opened.add(page)
      await page.goto(url)
      return {
        hasPageCache: true,
        ...more,
        run: expression => page.evaluate(expression),
        click: button => page.click(`button::-p-text(${button})`),
        closePopups: async () => {
          const popups = (await browser.pages()).filter(isPopup)
          for (const popup of popups) await popup.close()
          await page.bringToFront()
          return popups.length
        },
        runInPopups: async expression => {
          const popups = (await browser.pages()).filter(isPopup)
          return Promise.all(popups.map(popup => popup.evaluate(expression)))
        },
        setOffline: offline => page.setOfflineMode(offline),
        close: () => page.close(),
      }
    },
    kill: () => killTree(pid),
    close: () => browser.close(),
  }
}

async function chromiumTab(browser: Browser): ReturnType<OpenTab> {
  const page = await browser.newPage()
  const devtools = await page.createCDPSession()
  const setState = (state: 'frozen' | 'active') => devtools.send('Page.setWebLifecycleState', { state })
  const freeze = async () => {
    await setState('frozen')
    return () => setState('active')
  }
  const crash = async () => {
    const crashed = new Promise(resolve => page.once('error', resolve))
    // Nobody is left to answer.
    devtools.send('Page.crash').catch(() => {})
    await crashed
  }
  // The headless shell switches its page cache off; a whole Chromium takes every tab for seen, and does not freeze what is seen.
  const isShell = (await browser.version()).startsWith('Headless')
  return { page, more: isShell ? { crash, freeze, hasPageCache: false } : { crash } }
}

async function firefoxTab(browser: Browser, browserPid: number): ReturnType<OpenTab> {
  const isTab = (command: string) => command.includes('-contentproc') && command.endsWith(' tab')
  const { opened: page, pid } = await withItsProcess(browserPid, isTab, () => browser.newPage())
  if (pid === undefined) return { page, more: {} }
  return { page, more: { crash: async () => kill(pid) } }
}
