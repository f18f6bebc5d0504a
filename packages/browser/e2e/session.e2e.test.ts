import type { Page } from 'playwright-core'
import { vi } from 'vitest'
import { type SessionDriver, sessionScenarios } from '../../core/test-support/scenarios.ts'
import { type Harness, harness, shows } from './harness.ts'

const chromium = harness()

/** A tab is the process; the store is the profile's. */
async function inTabs({ site, context, open, fillIn }: Harness): Promise<SessionDriver> {
  const { provider } = site
  await context.clock.install()
  vi.useFakeTimers({ toFake: ['Date'], shouldAdvanceTime: true })
  let page = await begun()

  async function begun(): Promise<Page> {
    const opened = await open()
    await opened.waitForFunction(() => globalThis.tab?.ready())
    return opened
  }

  return {
    server: provider,
    signIn: async () => {
      await page.getByRole('button', { name: 'Sign in' }).click()
      const form = page.getByLabel('Username')
      await form.or(page.getByText('signed-in Alice Liddell')).waitFor()
      // The authorization server may still know the user.
      if (await form.isVisible()) await fillIn(page)
      await shows(page, 'signed-in Alice Liddell')
    },
    signOut: () => page.getByRole('button', { name: 'Sign out' }).click(),
    ask: callers => page.evaluate(count => tab.ask(count), callers),
    call: () => page.evaluate(() => tab.callApi()),
    state: () => page.evaluate(() => tab.state()),
    kill: () => page.close(),
    begin: async () => {
      page = await begun()
    },
    sleep: async milliseconds => {
      // In this order: Playwright notes by this very Date when pages that are opened later have slept.
      await context.clock.fastForward(milliseconds)
      vi.setSystemTime(Date.now() + milliseconds)
    },
    close: async () => {
      vi.useRealTimers()
      await page.close()
      await provider.resume()
      provider.resetCounters()
    },
  }
}

sessionScenarios('Chromium', () => inTabs(chromium))
