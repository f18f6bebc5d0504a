import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { servePage } from '@tessera-examples/provider/served-page'
import { troubleWith } from '@tessera-examples/provider/trouble'
import type { BrowserContext, Page } from 'playwright-core'

/** The built page and its authorization server, as `npm start` serves them. */
export interface Stage {
  readonly provider: RunningProvider
  open(context: BrowserContext): Promise<Page>
  signIn(page: Page): Promise<void>
  close(): Promise<void>
}

export async function stage(accessTokenSeconds: number): Promise<Stage> {
  const served = await servePage(new URL('./dist/', import.meta.url))
  const provider = await startProvider({ pages: [`${served.origin}/`], accessTokenSeconds })
  const { issuer, api, users } = provider
  served.configure({ issuer, api, users: Object.values(users) })
  served.give('/trouble', troubleWith(provider))

  return {
    provider,
    open: async context => {
      const page = await context.newPage()
      await page.goto(served.origin)
      return page
    },
    signIn: async page => {
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByLabel('Username').fill('alice')
      await page.getByLabel('Password').fill(users.alice.password)
      await page.getByRole('button', { name: 'Sign in' }).click()
      await page.getByText('Hello Alice Liddell').waitFor()
    },
    close: async () => {
      served.close()
      await provider.close()
    },
  }
}
