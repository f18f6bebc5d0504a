import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { clientSecretBasic, clientSecretPost } from '@tessera/core/client-authentication'
import { clientSecretJwt, privateKeyJwt } from '@tessera/core/client-authentication/jwt'
import { type DescribedClient, diagnose, type Finding } from '@tessera/core/diagnose'
import { type RunningPlainOAuth, startPlainOAuth } from '@tessera-examples/plain-oauth'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { report } from './report.ts'

const page = readFileSync(new URL('../../../docs/diagnose.md', import.meta.url), 'utf8')
const app = createServer((request, response) => response.writeHead(request.url === '/' ? 200 : 404).end())
let origin: string
let provider: RunningProvider
let plain: RunningPlainOAuth

beforeAll(async () => {
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve))
  const address = app.address()
  origin = `http://localhost:${address instanceof Object ? address.port : ''}`
  ;[provider, plain] = await Promise.all([
    startProvider({ pages: [`${origin}/`] }),
    startPlainOAuth({ pages: [`${origin}/`] }),
  ])
})
afterAll(async () => {
  await Promise.all([provider.close(), plain.close()])
  app.close()
})

const notFine = (findings: readonly Finding[]) => findings.filter(({ verdict }) => verdict !== 'fine')

/** With the names of the documentation in the place of ports. */
const documented = (text: string) =>
  text.replaceAll(provider.issuer, 'https://id.example.com').replaceAll(origin, 'https://app.example.com')

describe('a diagnosis of clients at a real authorization server', () => {
  it('finds a page in good order, also with proofs, and also where these need a nonce', async () => {
    const web = { issuer: provider.issuer, clientId: provider.clients.web.id, redirectUri: `${origin}/` }
    const options = { page: { origin } }
    expect(notFine(await diagnose(web, options))).toEqual([])
    expect(notFine(await diagnose({ ...web, dpop: true }, options))).toEqual([])
    provider.requireNonces(true)
    expect(notFine(await diagnose({ ...web, dpop: true }, options))).toEqual([])
    provider.requireNonces(false)
  })

  it('finds services in good order, however they say who they are, and sends none of their credentials', async () => {
    const { servicePost, serviceKey, serviceSecretJwt } = provider.clients
    const services = [
      { clientId: servicePost.id, authentication: clientSecretPost(servicePost.secret) },
      { clientId: serviceKey.id, authentication: privateKeyJwt(serviceKey.privateKey) },
      { clientId: serviceSecretJwt.id, authentication: clientSecretJwt(serviceSecretJwt.secret) },
    ]
    for (const service of services) {
      provider.resetCounters()
      expect(notFine(await diagnose({ issuer: provider.issuer, ...service }))).toEqual([])
      expect(provider.counters.tokenRequestsByResult).toEqual({ invalid_client: 1 })
    }
  })

  it('finds a secret that servers decode in different ways', async () => {
    const { id, secret } = provider.clients.service
    const found = await diagnose({ issuer: provider.issuer, clientId: id, authentication: clientSecretBasic(secret) })
    expect(notFine(found)).toMatchObject([{ check: 'secret', verdict: 'warning' }])
    expect(JSON.stringify(found)).not.toContain(secret)
  })

  it('finds a client that is not public, and one that nobody knows', async () => {
    const { issuer, clients } = provider
    const redirectUri = `${origin}/`
    for (const clientId of [clients.service.id, 'nobody'])
      expect(notFine(await diagnose({ issuer, clientId, redirectUri }))).toMatchObject([
        { check: 'token-endpoint', verdict: 'broken', code: 'client_refused' },
        { check: 'registration', verdict: 'broken', code: 'authorization_refused' },
      ])
  })

  it('finds a page of an origin that may not call', async () => {
    const web = { issuer: provider.issuer, clientId: provider.clients.web.id, redirectUri: `${origin}/` }
    const elsewhere = { page: { origin: 'https://another.example' } }
    const found = notFine(await diagnose(web, elsewhere))
    expect(found).toContainEqual(expect.objectContaining({ check: 'redirect-uri', verdict: 'broken' }))
    expect(found).toContainEqual(
      expect.objectContaining({ check: 'cors', verdict: 'broken', says: expect.stringMatching(/\/token answers/) }),
    )
  })

  it('has less to look at where the server says nothing of itself', async () => {
    const { issuer, server, clients } = plain
    const client: DescribedClient = {
      ...{ issuer, server, quirks: { withoutIdToken: true } },
      ...{ clientId: clients.web.id, redirectUri: `${origin}/` },
    }
    const found = await diagnose(client, { page: { origin } })
    expect(notFine(found).map(({ check, verdict }) => `${verdict} ${check}`)).toEqual([
      'unknown grant',
      'unknown client-authentication',
      'unknown registration',
      'warning cors',
    ])
  })
})

describe('docs/diagnose.md', () => {
  it('shows what is said of the client that it shows', async () => {
    const client = {
      issuer: `${provider.issuer}/`,
      clientId: provider.clients.web.id,
      redirectUri: `${origin}/callback`,
    }
    const shown = documented(report(await diagnose(client, { page: { origin } })))
    expect(page).toContain(`\`\`\`text\n${shown}\n\`\`\`\n`)
  })

  it('names every check that was made of it', async () => {
    const client = { issuer: provider.issuer, clientId: provider.clients.web.id, redirectUri: `${origin}/`, dpop: true }
    for (const { check } of await diagnose(client, { page: { origin } })) expect(page).toContain(`| \`${check}\` `)
  })
})
