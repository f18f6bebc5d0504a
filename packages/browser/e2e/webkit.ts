import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { existsSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { Builder, By, Capabilities, type WebDriver } from 'selenium-webdriver'
import { freePort } from '../../../.ci/free-port.ts'
import type { DrivenBrowser, DrivenTab, Engine } from './driven-browser.ts'
import { killTree } from './processes.ts'
import { turns } from './turns.ts'

const driverPath = '/usr/bin/WebKitWebDriver'
const xvfbPath = '/usr/bin/xvfb-run'
const browserPath = ['x86_64', 'aarch64']
  .map(machine => `/usr/lib/${machine}-linux-gnu/webkit2gtk-4.1/MiniBrowser`)
  .find(existsSync)

/** Its driver forgets the profile at the end, gives up with the first page that crashes, and lets no page open a window. */
export const drivenWebKit: Engine = {
  name: 'WebKitGTK',
  isHere: browserPath !== undefined && existsSync(driverPath) && existsSync(xvfbPath),
  keepsProfiles: false,
  opensWindows: false,
  framesShare: 'origin',
  start,
}

/** Its pages are left to themselves, and may open windows. Answers how to end it. */
export function undrivenWebKit(profile: string, url: string): () => Promise<void> {
  const mayOpenWindows = '--javascript-can-open-windows-automatically=true'
  const env = { ...process.env, HOME: profile }
  const { pid = 0 } = onItsOwnDisplay([String(browserPath), mayOpenWindows, url], { env })
  return () => killTree(pid)
}

/** Two that look for a free display at the same time may find the same, and one of them then shows nothing: so none looks. */
function onItsOwnDisplay(command: readonly string[], options: SpawnOptions = {}): ChildProcess {
  return spawn(xvfbPath, [`--server-num=${randomInt(1_000, 50_000)}`, ...command], { ...options, stdio: 'ignore' })
}

async function start(): Promise<DrivenBrowser> {
  const port = await freePort()
  const { pid = 0 } = onItsOwnDisplay([driverPath, `--port=${port}`])
  const address = `http://127.0.0.1:${port}`
  const isReady = () =>
    fetch(`${address}/status`).then(
      ({ ok }) => ok,
      () => false,
    )
  while (!(await isReady())) await setTimeout(50)
  const capabilities = new Capabilities({
    browserName: 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: browserPath, args: ['--automation'] },
  })
  const driver = await new Builder().usingServer(address).withCapabilities(capabilities).build()
  const first = await driver.getWindowHandle()
  const inTurn = turns()

  /** The driver can only speak to one tab at a time. */
  function at<T>(tab: string, work: () => Promise<T>): Promise<T> {
    return inTurn(async () => {
      await driver.switchTo().window(tab)
      return work()
    })
  }

  async function open(url: string): Promise<DrivenTab> {
    const tab = await at(first, async () => {
      await driver.switchTo().newWindow('tab')
      await driver.get(url)
      return driver.getWindowHandle()
    })
    return {
      hasPageCache: true,
      run: expression => at(tab, () => inTime(run(driver, expression))),
      click: button => at(tab, () => driver.findElement(By.xpath(`//button[.='${button}']`)).click()),
      close: () => at(tab, () => driver.close()),
    }
  }

  return {
    version: String((await driver.getCapabilities()).getBrowserVersion()),
    open,
    kill: () => killTree(pid),
    close: () => killTree(pid),
  }
}

async function run(driver: WebDriver, expression: string): Promise<unknown> {
  const { value, error } = await driver.executeAsyncScript<{ readonly value?: unknown; readonly error?: string }>(
    `const done = arguments[0]
    Promise.resolve().then(() => (${expression})).then(value => done({ value }), error => done({ error: String(error) }))`,
  )
  if (error !== undefined) throw new Error(error)
  return value
}

/** A script that reaches a page which is just being left is never answered: the tab would hear of no other one. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const waiting = new AbortController()
  const late = setTimeout(15_000, undefined, waiting).then(() => {
    throw new Error('The driver gave no answer.')
  })
  try {
    return await Promise.race([work, late])
  } finally {
    waiting.abort()
  }
}
