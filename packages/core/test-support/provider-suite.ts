import { beforeAll, describe, expect, it } from 'vitest'
import { codeFlow } from '../src/code-flow.js'
import { clientSecret, clientSecretPost, none } from '../src/endpoints/client-authentication.js'
import { discover } from '../src/endpoints/discovery.js'
import { fetchUserinfo } from '../src/endpoints/userinfo.js'
import type { ErrorCode } from '../src/errors.js'
import { authorizationCode } from '../src/grants/authorization-code.js'
import { clientCredentials } from '../src/grants/client-credentials.js'
import { type DevicePrompt, deviceCode } from '../src/grants/device-code.js'
import { password } from '../src/grants/password.js'
import { refreshToken } from '../src/grants/refresh-token.js'
import type { JsonObject } from '../src/messages/json.js'
import type { Quirks } from '../src/messages/quirks.js'
import type { Registration } from '../src/messages/registration.js'
import { parseServerMetadata } from '../src/messages/server-metadata.js'
import type { KnownProvider, Provider } from '../src/providers/provider.js'
import type { TokenSet, User } from '../src/token-set.js'
import { answeredAuth } from './answered-auth.js'
import { type FakeFetch, fakeFetch, json, type SeenRequest } from './fake-fetch.js'
import { handClock } from './hand-clock.js'
import { type Signer, signer } from './id-tokens.js'

/** A page of a provider's documentation, and the day on which it was read. */
export interface Source {
  readonly title: string
  readonly address: string
  readonly read: string
}

/** What a provider's documentation says of its answers, with made-up tokens and people, and what must come of them. */
export interface ProviderFixture {
  readonly name: string
  readonly entry: string
  readonly provider: Provider | KnownProvider
  readonly sources: readonly Source[]
  readonly grants: readonly string[]
  /** Each deviation in words, under the quirk that serves it. */
  readonly quirks: Readonly<Partial<Record<keyof Quirks, string>>>
  /** What else is worth knowing. */
  readonly notes: readonly string[]
  /** Three lines. */
  readonly snippet: string
  /** Where a secret travels; `none` for a public client. */
  readonly secret: 'header' | 'form' | 'none'
  readonly scope: string
  /** An excerpt of the discovery document. */
  readonly discovery?: JsonObject
  /** What its keys say beyond the specification. */
  readonly key?: JsonObject
  /** Claims of an id_token, without times and nonce. */
  readonly idToken?: JsonObject
  readonly answers: {
    /** To a code, without the id_token. */
    readonly code: JsonObject
    /** To a grant that the client may not use, where RFC 6749 §5.2 has another word for it. */
    readonly unknownGrant?: { readonly status: number; readonly body: JsonObject }
    /** To a refresh token, without the id_token. */
    readonly refresh: JsonObject
    /** To a refresh token that is good no more. */
    readonly refusal: { readonly status: number; readonly body: JsonObject }
    readonly userinfo?: JsonObject
    /** To a device that asks for a code, and to one that asks too early whether its user is done. */
    readonly device?: {
      readonly code: JsonObject
      readonly pending: { readonly status: number; readonly body: JsonObject }
    }
  }
  readonly outcome: {
    /** Parameters of the authorization request; `undefined` for one that must not be there. */
    readonly authorization: Readonly<Record<string, string | undefined>>
    readonly user: User
    readonly code: Partial<TokenSet>
    readonly refresh: Partial<TokenSet>
    readonly refusal: { readonly code: ErrorCode; readonly serverError: string | undefined }
    readonly userinfo?: User
    /** What the user of a device is shown. */
    readonly device?: DevicePrompt
  }
}

const wall = Date.UTC(2026, 10, 26)
const redirectUri = 'https://app.example/callback'

/** Everything that a provider must get through. */
export function providerSuite(fixture: ProviderFixture): void {
  const { provider, secret, scope, discovery, idToken, answers, outcome } = fixture
  const known = 'server' in provider ? provider.server : undefined
  const authentication = secret === 'none' ? none : clientSecret('the secret')
  const deviceAuthentication = secret === 'header' ? clientSecretPost('the secret') : none
  const { clock } = handClock(wall)
  let key: Signer
  let nonce: string | undefined

  beforeAll(async () => {
    const made = await signer('RS256', 'key')
    key = { ...made, jwk: { ...made.jwk, ...fixture.key } }
  })

  async function withIdToken(answer: JsonObject): Promise<JsonObject> {
    if (!idToken) return answer
    const iat = wall / 1000
    const repeated = provider.quirks?.withoutNonce ? undefined : nonce
    return { ...answer, id_token: await key.sign({ iat, exp: iat + 3600, nonce: repeated, ...idToken }) }
  }

  function server(token: (request: SeenRequest) => Response | Promise<Response>): FakeFetch {
    const metadata = known ?? parseServerMetadata(discovery, provider.issuer)
    return fakeFetch(request => {
      if (request.url === metadata.jwksUri) return json({ keys: [key.jwk] })
      if (request.url.endsWith('/.well-known/openid-configuration')) return json(discovery)
      if (request.url === metadata.userinfoEndpoint) return json(answers.userinfo)
      if (request.url === metadata.deviceAuthorizationEndpoint) return json(answers.device?.code)
      if (request.url === metadata.tokenEndpoint) return token(request)
      throw new Error(`nobody lives at ${request.url}`)
    })
  }

  async function registrationAt({ fetch }: FakeFetch): Promise<Registration> {
    return { ...provider, server: known ?? (await discover(provider.issuer, { fetch, clock })), authentication }
  }

  function expectSecret({ form, headers }: SeenRequest): void {
    expect(form.get('client_secret')).toBe(secret === 'form' ? 'the secret' : null)
    expect(headers.get('authorization')?.startsWith('Basic ') ?? false).toBe(secret === 'header')
  }

  describe(`${fixture.name}, as its sources describe it,`, () => {
    it('signs a user in', async () => {
      const { fetch, requests } = server(async () => json(await withIdToken(answers.code)))
      let asked = new URLSearchParams()
      const auth = answeredAuth({
        options: { ...provider, redirectUri, scope },
        loadFlow: async () => (ground, client) => codeFlow(ground, { ...client, authentication }),
        fetch,
        clock,
        answer: request => {
          asked = request.searchParams
          nonce = asked.get('nonce') ?? undefined
          return `${redirectUri}?code=a-code&state=${asked.get('state')}`
        },
      })
      await auth.signIn()
      expect(auth.getSnapshot().user).toEqual(outcome.user)
      for (const [name, value] of Object.entries(outcome.authorization)) expect(asked.get(name)).toBe(value ?? null)
      const challenged = !provider.quirks?.withoutPkce
      expect([asked.has('code_challenge'), asked.has('nonce')]).toEqual([challenged, idToken !== undefined])
      const exchange = requests.find(({ form }) => form.get('code') === 'a-code')
      expect(exchange?.form.has('code_verifier')).toBe(challenged)
      if (exchange) expectSecret(exchange)
    })

    it('gives tokens for a code', async () => {
      nonce = 'a nonce'
      const fake = server(async () => json(await withIdToken(answers.code)))
      const asked = { code: 'a-code', redirectUri, codeVerifier: 'a verifier', scope, ...(idToken && { nonce }) }
      const tokens = await authorizationCode(await registrationAt(fake), asked, { fetch: fake.fetch, clock })
      expect(tokens).toMatchObject({ tokenType: 'Bearer', ...outcome.code })
    })

    it('renews them', async () => {
      nonce = undefined
      const fake = server(async () => json(await withIdToken(answers.refresh)))
      const asked = { refreshToken: 'a refresh token' }
      const keys = { keys: [key.jwk] }
      const renewed = await refreshToken(await registrationAt(fake), asked, { fetch: fake.fetch, clock, keys })
      expect(renewed).not.toHaveProperty('mismatch')
      expect(renewed.tokens).toMatchObject({ tokenType: 'Bearer', ...outcome.refresh })
    })

    it('refuses a refresh token that is good no more', async () => {
      const { status, body } = answers.refusal
      const fake = server(() => json(body, status))
      const asked = refreshToken(await registrationAt(fake), { refreshToken: 'old' }, { fetch: fake.fetch, clock })
      await expect(asked).rejects.toMatchObject(outcome.refusal)
    })

    const { unknownGrant } = answers
    it.each(unknownGrant ? [unknownGrant] : [])('refuses a grant as if what was offered were wrong', async answer => {
      const fake = server(() => json(answer.body, answer.status))
      const registration = await registrationAt(fake)
      const options = { fetch: fake.fetch, clock }
      for (const asked of [
        clientCredentials(registration, {}, options),
        password(registration, { username: 'ada', password: 'right' }, options),
      ])
        await expect(asked).rejects.toMatchObject({ code: 'grant_refused', serverError: answer.body.error })
      expect(fake.requests).toHaveLength(2)
    })

    const { device } = answers
    it.each(device ? [device] : [])('signs a user in on a device', async ({ pending }) => {
      nonce = undefined
      let polls = 0
      const granted = async () => json(await withIdToken(answers.code))
      const fake = server(() => (++polls === 1 ? json(pending.body, pending.status) : granted()))
      const time = handClock(wall)
      const prompts: DevicePrompt[] = []
      const asked = {
        scope: idToken ? `openid ${scope}` : scope,
        prompt: (prompt: DevicePrompt) => prompts.push(prompt),
      }
      const asDevice = { ...(await registrationAt(fake)), authentication: deviceAuthentication }
      const keys = { keys: [key.jwk] }
      const tokens = deviceCode(asDevice, asked, { fetch: fake.fetch, clock: time.clock, keys })
      await time.advance(20_000)
      expect(await tokens).toMatchObject({ tokenType: 'Bearer', ...outcome.code })
      expect(prompts).toEqual([outcome.device])
      const forms = fake.requests.map(({ form }) => [form.get('client_id'), form.has('device_code')])
      expect(forms).toEqual([false, true, true].map(isPoll => [provider.clientId, isPoll]))
    })

    const { userinfo } = answers
    it.each(userinfo ? [userinfo] : [])('tells who the user is', async () => {
      const fake = server(() => json({}))
      const subject = outcome.user.sub
      const asked = { accessToken: 'an access token', subject }
      const user = await fetchUserinfo(await registrationAt(fake), asked, { fetch: fake.fetch, clock })
      expect(user).toMatchObject(outcome.userinfo ?? outcome.user)
      const another = { ...asked, subject: 'somebody else' }
      const mistaken = fetchUserinfo(await registrationAt(fake), another, { fetch: fake.fetch, clock })
      await expect(mistaken).rejects.toMatchObject({ code: 'userinfo_invalid' })
    })

    it.each(known && discovery ? [discovery] : [])('says of itself what is known of it', discovery => {
      const { tokenEndpointAuthMethodsSupported: _, ...said } = parseServerMetadata(discovery, provider.issuer)
      expect(known).toMatchObject(said)
    })
  })
}
