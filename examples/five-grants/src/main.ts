import { parseArgs } from 'node:util'
import { startProvider } from '@tessera-examples/provider'
import { servePage } from './page.ts'
import { runGrants } from './run.ts'

const pageTokenSeconds = 20

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { once: { type: 'boolean' }, port: { type: 'string', default: '0' } } })
  const page = await servePage(Number(values.port))
  const provider = await startProvider({ pages: [`${page.origin}/`] })
  const { issuer, api, users } = provider
  page.configure({ issuer, api, users: Object.values(users) })

  const close = async () => {
    page.close()
    await provider.close()
  }
  const wrong = await runGrants(provider, console.log)
  for (const name of wrong) console.error(`This did not come out as it must: ${name}.`)
  if (wrong.length > 0) process.exitCode = 1
  if (values.once) return close()

  provider.setAccessTokenSeconds(pageTokenSeconds)
  console.log(
    `\nThe page: ${page.origin}\nSign in as alice (${users.alice.password}) or bob (${users.bob.password}). Ctrl-C ends everything.`,
  )
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void close())
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
})
