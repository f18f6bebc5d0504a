import { startPlainOAuth } from '@tessera-examples/plain-oauth'
import { startProvider } from '@tessera-examples/provider'
import { servePage } from '@tessera-examples/provider/served-page'
import { troubleWith } from '@tessera-examples/provider/trouble'
import { optionsFrom } from './options.ts'
import { runGrants } from './run.ts'
import { openIdConnect, plainOAuth } from './server.ts'
import { settings } from './settings.ts'

const pageTokenSeconds = 20
/** A page of one's own has the issuer in its code, so that it must not change from start to start. */
const lastingPorts = { port: 9400, apiPort: 9401 }

async function main(): Promise<void> {
  const { once, port, pageName, redirectUris } = optionsFrom(process.argv.slice(2))
  const isForOwnPages = redirectUris.length > 0
  const page = await servePage(new URL(`../../${pageName}/dist/`, import.meta.url), port)
  const pages = [`${page.origin}/`, ...redirectUris]
  const provider = await startProvider({ pages, ...(isForOwnPages ? lastingPorts : {}) })
  const { issuer, api, users } = provider
  page.configure({ issuer, api, users: Object.values(users) })

  const close = async () => {
    page.close()
    await provider.close()
  }
  const another = plainOAuth(await startPlainOAuth())
  const wrong: string[] = []
  for (const server of [openIdConnect(provider), another]) wrong.push(...(await runGrants(server, console.log)))
  await another.close()
  for (const name of wrong) console.error(`This did not come out as it must: ${name}.`)
  if (wrong.length > 0) process.exitCode = 1
  if (once) return close()

  provider.setAccessTokenSeconds(pageTokenSeconds)
  provider.resetCounters()
  page.give('/trouble', troubleWith(provider))
  if (isForOwnPages) console.log(`\n${settings(provider)}`)
  console.log(
    `\n${isForOwnPages ? 'The example' : 'The'} page: ${page.origin}\nSign in as alice (${users.alice.password}) or bob (${users.bob.password}). Ctrl-C ends everything.`,
  )
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void close())
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
