import { setTimeout } from 'node:timers/promises'
import type { RunningProvider } from '@tessera-examples/provider'
import type { Browser } from 'playwright-core'
import { chromium, launchChromium } from '../../../.ci/chromium.ts'
import { atMost, type Measured, seen } from './measure.ts'
import { signedIn, signIn, startSite } from './site.ts'

const tokenSeconds = 2

/** What pages in a real Chromium ask of a real authorization server, the redirect itself excluded. */
export async function requests(): Promise<readonly Measured[]> {
  if (!(await chromium())) return [seen('requests of a page: skipped, there is no Chromium', Number.NaN, '')]
  const { address, provider, close } = await startSite(tokenSeconds)
  const browser = await launchChromium()
  try {
    const usual = await visit(browser, address, provider)
    const told = await visit(browser, `${address}told`, provider)
    return [
      atMost('requests for a first sign-in, keys checked', usual.signIn, 3, ''),
      atMost('… where provider data makes discovery needless', told.signIn, 2, ''),
      atMost('requests for a reload', usual.reload, 0, ''),
      atMost('requests for a refresh', usual.refresh, 1, ''),
    ]
  } finally {
    await browser.close()
    await close()
  }
}

async function visit(browser: Browser, address: string, provider: RunningProvider) {
  const page = await browser.newPage()
  await page.goto(address)
  const first = await asked(provider, () => signIn(page, provider))
  const reload = await asked(provider, async () => {
    await page.reload()
    await signedIn(page)
  })
  await setTimeout(tokenSeconds * 1_000)
  const refresh = await asked(provider, async () => page.evaluate('ask(1)'))
  await page.close()
  return { signIn: first, reload, refresh }
}

/** Requests by scripts: the pages of the authorization server are not counted. */
async function asked({ counters, resetCounters }: RunningProvider, work: () => Promise<unknown>): Promise<number> {
  resetCounters()
  await work()
  const { discoveryRequests, jwksRequests, tokenRequests, userinfoRequests, revocations } = counters
  return discoveryRequests + jwksRequests + tokenRequests + userinfoRequests + revocations
}
