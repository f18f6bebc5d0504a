// Takes the pictures of the page that the documentation shows: two widths, light and dark. `npm run screenshots`
import { writeFile } from 'node:fs/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { launchChromium } from '../../.ci/chromium.ts'
import { type Stage, stage } from './stage.ts'

const folder = new URL('../../docs/images/', import.meta.url)
const sizes = [
  { device: 'desktop', viewport: { width: 1200, height: 840 }, scale: 1.5 },
  { device: 'phone', viewport: { width: 390, height: 844 }, scale: 2 },
]
const schemes = ['light', 'dark'] as const

const shown = await stage(30)
const browser = await launchChromium()
try {
  for (const { device, viewport, scale } of sizes)
    for (const colorScheme of schemes) {
      const context = await browser.newContext({ viewport, colorScheme, deviceScaleFactor: 2, reducedMotion: 'reduce' })
      await save(await afterTrouble(shown, context), { ...viewport, scale }, `${device}-${colorScheme}`)
      await context.close()
    }
} finally {
  await browser.close()
  await shown.close()
}

/** A page that has been through something, with another tab beside it. */
async function afterTrouble({ provider, open, signIn }: Stage, context: BrowserContext): Promise<Page> {
  const page = await open(context)
  const shows = (words: string) => page.getByText(words).first().waitFor()
  const tells = (words: string) => page.getByRole('listitem').filter({ hasText: words }).first().waitFor()
  const press = (button: string, where: Page = page) => where.getByRole('button', { name: button }).click()
  provider.resetCounters()
  provider.setAccessTokenSeconds(30)
  await signIn(page)
  const other = await open(context)
  await other.getByText('Hello Alice').waitFor()
  provider.setAccessTokenSeconds(4)
  await press('Expire now', other)
  await tells('Another tab renewed')
  await other.close()
  await press('Lose the next answer')
  await tells('It works again')
  await tells('This tab renewed')
  await shows('3 seconds')
  provider.setAccessTokenSeconds(20)
  await press('Four callers at once')
  await tells('Four callers were refused')
  await open(context)
  await page.bringToFront()
  await shows('One other tab')
  await shows('12 seconds')
  await page.mouse.move(0, 0)
  return page
}

async function save(page: Page, size: { width: number; height: number; scale: number }, name: string): Promise<void> {
  const devTools = await page.context().newCDPSession(page)
  const wanted = { format: 'webp', quality: 70, clip: { x: 0, y: 0, ...size } } as const
  const { data } = await devTools.send('Page.captureScreenshot', wanted)
  await writeFile(new URL(`${name}.webp`, folder), data, 'base64')
}
