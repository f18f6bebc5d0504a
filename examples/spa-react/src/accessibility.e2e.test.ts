import axeCore from 'axe-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../../../.ci/chromium.ts'
import { type Stage, stage } from '../stage.ts'

declare global {
  /** The checker, within the page. */
  var axe: typeof axeCore
}

let browser: Browser
let shown: Stage

beforeAll(async () => {
  ;[browser, shown] = await Promise.all([launchChromium(), stage(60)])
})
afterAll(async () => {
  await browser?.close()
  await shown?.close()
})

const looks = [
  { colorScheme: 'light', width: 1200 },
  { colorScheme: 'dark', width: 1200 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const

/** What the checker finds, in words. It finds nothing in a page without rules for it, so those that passed are counted. */
async function found(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeCore.source)
  const { violations, incomplete, passes } = await page.evaluate(async () => axe.run())
  expect(passes.length).toBeGreaterThan(20)
  return [...violations, ...incomplete].flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, any }) => [id, help, html, ...any.map(({ message }) => message)].join(' | ')),
  )
}

async function isNoWiderThanItsWindow(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
}

/** A tile is marked as a whole. */
function isMarked(element: Element): boolean {
  return [undefined, '::after'].some(part => getComputedStyle(element, part).outlineStyle === 'solid')
}

it('has nothing that an accessibility checker finds: signed out, signed in, in trouble, and ended', async () => {
  const context = await browser.newContext()
  const page = await shown.open(context)
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click()
  const isFine = async (when: string) => {
    for (const { colorScheme, width } of looks) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 860 })
      const look = `${when}, ${colorScheme} and ${width} pixels wide`
      expect(await found(page), look).toEqual([])
      expect(await isNoWiderThanItsWindow(page), look).toBe(true)
    }
  }

  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await isFine('signed out')
  await shown.signIn(page)
  await press('Get the orders')
  await page.getByText('The API answered 200').waitFor()
  await isFine('signed in')
  await press('Take the server down')
  await press('Expire now')
  await page.getByRole('note').getByText('network_failed').waitFor()
  await isFine('in trouble')
  await press('Lose it for good')
  await press('Bring the server up')
  await page.getByRole('alert').getByText('session_ended: answer-lost').waitFor()
  await isFine('ended')
  await context.close()
})

it('is all within reach of the keyboard, in the order in which it is read, and shows where one is', async () => {
  const context = await browser.newContext()
  const page = await shown.open(context)
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByLabel('Username').fill('alice')
  await page.getByLabel('Password').fill(shown.provider.users.alice.password)
  await page.keyboard.press('Enter')
  await page.getByText('Hello Alice Liddell').waitFor()
  await page.getByRole('button', { name: 'Expire now' }).waitFor()

  const focused = page.locator(':focus')
  const reached: (string | null)[] = []
  for (let stop = 0; stop < 9; stop++) {
    await page.keyboard.press('Tab')
    reached.push(await focused.textContent())
    expect(await focused.evaluate(isMarked)).toBe(true)
  }
  expect(reached).toEqual([
    'Expire now',
    'Four callers at once',
    'Lose the next answer',
    'Lose it for good',
    'Take the server down',
    'Open another tab',
    'Sign out here',
    'Sign out at the server',
    'Get the orders',
  ])
  await context.close()
})

it('says aloud what answers to a press, and no renewal', async () => {
  const context = await browser.newContext()
  const page = await shown.open(context)
  await shown.signIn(page)
  const aloud = page.locator('.troubles [aria-live=polite]')
  await page.getByRole('button', { name: 'Expire now' }).click()
  await expect.poll(() => aloud.textContent()).toBe('The token was refused, and its caller got a new one.')
  await page.getByRole('listitem').filter({ hasText: 'This tab renewed' }).waitFor()
  expect(await aloud.textContent()).not.toContain('renewed')
  await context.close()
})
