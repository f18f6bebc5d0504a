import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ProviderFixture } from '../../test-support/provider-suite.js'
import { appleFixture } from '../../test-support/providers/apple.js'
import { auth0Fixture } from '../../test-support/providers/auth0.js'
import { cognitoFixture } from '../../test-support/providers/cognito.js'
import { discordFixture } from '../../test-support/providers/discord.js'
import { entraIdFixture, entraIdTenantsFixture } from '../../test-support/providers/entra-id.js'
import { githubFixture } from '../../test-support/providers/github.js'
import { gitlabFixture } from '../../test-support/providers/gitlab.js'
import { googleFixture } from '../../test-support/providers/google.js'
import { keycloakFixture } from '../../test-support/providers/keycloak.js'
import { linkedinFixture } from '../../test-support/providers/linkedin.js'
import { oktaFixture } from '../../test-support/providers/okta.js'
import { salesforceFixture } from '../../test-support/providers/salesforce.js'
import { slackFixture, slackUserFixture } from '../../test-support/providers/slack.js'
import { spotifyFixture } from '../../test-support/providers/spotify.js'
import { twitchFixture } from '../../test-support/providers/twitch.js'
import { wordpressFixture } from '../../test-support/providers/wordpress.js'

const fixtures = [
  wordpressFixture,
  cognitoFixture,
  appleFixture,
  auth0Fixture,
  discordFixture,
  githubFixture,
  gitlabFixture,
  googleFixture,
  keycloakFixture,
  linkedinFixture,
  entraIdFixture,
  entraIdTenantsFixture,
  oktaFixture,
  salesforceFixture,
  slackFixture,
  slackUserFixture,
  spotifyFixture,
  twitchFixture,
]

const page = `# Providers

What is known of a provider is data: its issuer; its endpoints, where they are the same for everybody; and by name, what deviates from
the specifications. Each is an entry of its own, so that nobody loads another’s. Spread one into the options of \`createAuth\` (of
\`@tessera/browser\` or \`@tessera/capacitor\`), \`clientCredentials\` or \`password\` (of \`@tessera/node\`); with \`authentication\` it is a
registration for [the grants by hand](grants/README.md), those without endpoints after \`discover\`.

Yours is not here? Where it has a discovery document, its issuer is enough. Where it has none, give its endpoints: \`{ issuer, server: { issuer,
tokenEndpoint } }\` is all that a service needs, and a page needs [two or three more](../packages/browser/README.md#a-server-without-openid-connect).

Everybody else is held to the specifications. A quirk is switched on by the data of the provider that needs it, and by nobody for all.
In a development build a quirk that an answer turns out not to need is told once in the console
([decision 11](decisions/0011-quirks-are-data-or-pure-functions.md)).

The answers that the tests use have the documented shape, with made-up tokens and people. They were not recorded from the
providers, WordPress excepted: one that does not keep to its documentation is worth an issue. The dates are the days on which a stored copy
of a page was read, of some pages only a part.

This page is written by \`packages/core/src/providers/providers.test.ts\` from \`packages/core/test-support/providers\`: change it there,
then run the tests with \`--update\`.

| provider | entry | grants | what is quirky | source |
|---|---|---|---|---|
${fixtures.map(row).join('\n')}

${fixtures.map(section).join('\n')}`

function row({ name, entry, grants, quirks, sources }: ProviderFixture): string {
  const deviations = Object.entries(quirks).map(([quirk, words]) => `${words} (\`${quirk}\`)`)
  const links = sources.map(({ title, address, read }) => `[${title}](${address}), ${read}`)
  const cells = [
    name,
    `\`./providers/${entry}\``,
    grants.join(', '),
    deviations.join(' ') || 'nothing',
    links.join('; '),
  ]
  return `| ${cells.join(' | ')} |`
}

function section({ name, notes, snippet }: ProviderFixture): string {
  const list = notes.map(note => `- ${note}\n`).join('')
  return `## ${name}\n\n${list && `${list}\n`}\`\`\`ts\n${snippet}\n\`\`\`\n`
}

describe('the providers', () => {
  it('are described in docs/providers.md, as their data and fixtures say', async () => {
    await expect(page).toMatchFileSnapshot('../../../../docs/providers.md')
  })

  it('have a fixture and a test each', () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'))
    const entries = [...JSON.stringify(manifest).matchAll(/"\.\/providers\/([\w-]+)":\{"@/g)].map(([, entry]) => entry)
    const described = new Set<string | undefined>(fixtures.map(({ entry }) => entry))
    expect(entries.filter(entry => !described.has(entry))).toEqual(['apple-secret'])
    const files = readdirSync(new URL('.', import.meta.url))
    for (const entry of entries) expect(files).toContain(`${entry}.test.ts`)
    expect(entries.length).toBe(described.size + 1)
  })

  it.each(fixtures.map(fixture => [fixture.name, fixture] as const))(
    '%s has all its quirks in words, and dated sources',
    (_, { provider, quirks, sources, snippet }) => {
      expect(Object.keys(quirks).toSorted()).toEqual(Object.keys(provider.quirks ?? {}).toSorted())
      expect(sources.length).toBeGreaterThan(0)
      for (const { address, read } of sources) {
        expect(address).toMatch(/^https:\/\//)
        expect(read).toMatch(/^2026-\d\d-\d\d$/)
      }
      expect(snippet.split('\n')).toHaveLength(3)
    },
  )
})
