import Provider from 'oidc-provider'
import { accessTokenCheck } from './access-token-check.ts'
import { type Clients, clientsOf } from './clients.ts'
import { configuration } from './configuration.ts'
import { type Counters, countRequests, zero } from './counters.ts'
import { serveInteractions } from './interaction.ts'
import { listenAtBoth } from './listener.ts'
import { memoryAdapter } from './memory-adapter.ts'
import { ordersApi } from './orders-api.ts'
import { registerPasswordGrant } from './password-grant.ts'
import { signingKey } from './signing-key.ts'
import { tokenAnswers } from './token-answers.ts'
import { type Users, users } from './users.ts'

export interface ProviderOptions {
  /** Redirect URIs of pages; their origins may call the endpoints. */
  readonly pages?: readonly string[]
  /** 0, as when nothing is said, is any free port. */
  readonly port?: number
  readonly apiPort?: number
  readonly accessTokenSeconds?: number
  /** How long a spent refresh token is still exchanged. 0, as when nothing is said: reuse is detected at once. */
  readonly graceSeconds?: number
}

/** An authorization server and a resource API in this process, on loopback, with nothing but memory. */
export interface RunningProvider {
  readonly issuer: string
  /** The resource API's origin, and the audience of its access tokens (RFC 8707). */
  readonly api: string
  /** Another resource's identifier: access tokens for it are for the wrong audience. */
  readonly billing: string
  readonly users: Users
  readonly clients: Clients
  readonly counters: Counters
  resetCounters(): void
  setAccessTokenSeconds(seconds: number): void
  setGraceSeconds(seconds: number): void
  /** The next answer of the token endpoint is given, and never arrives. */
  loseNextTokenAnswer(): void
  delayTokenAnswers(milliseconds: number): void
  /** Closes the authorization server's listener. Its state is kept. */
  pause(): Promise<void>
  resume(): Promise<void>
  close(): Promise<void>
}

export async function startProvider(options: ProviderOptions = {}): Promise<RunningProvider> {
  const { pages = [], port = 0, apiPort = 0 } = options
  let { accessTokenSeconds = 20, graceSeconds = 0 } = options

  const tally = zero()
  const key = await signingKey()
  const clients = clientsOf(pages)
  const origins = new Set(pages.map(page => new URL(page).origin))
  const [listener, apiListener] = await listenAtBoth(port, apiPort)
  const { origin: issuer } = listener
  const { origin: api } = apiListener
  const resources = { api, billing: 'https://billing.example.com' }
  const grace = {
    seconds: () => graceSeconds,
    used: () => {
      tally.graceUses += 1
    },
  }

  const provider = new Provider(
    issuer,
    configuration({
      ...{ adapter: memoryAdapter(grace), clients, origins, resources, key },
      accessTokenSeconds: () => accessTokenSeconds,
    }),
  )
  countRequests(provider, tally)
  const answers = tokenAnswers(provider)
  serveInteractions(provider, clients)
  registerPasswordGrant(provider, resources)

  listener.serve(provider.callback())
  const callerOf = accessTokenCheck({ issuer, audience: api, keys: key.publicKeys })
  apiListener.serve(ordersApi({ callerOf, origins, tally }))

  return {
    issuer,
    api,
    billing: resources.billing,
    users,
    clients,
    counters: tally,
    resetCounters: () => void Object.assign(tally, zero()),
    setAccessTokenSeconds: seconds => {
      accessTokenSeconds = seconds
    },
    setGraceSeconds: seconds => {
      graceSeconds = seconds
    },
    loseNextTokenAnswer: answers.loseNext,
    delayTokenAnswers: answers.delay,
    pause: listener.pause,
    resume: listener.resume,
    close: async () => {
      await Promise.all([listener.pause(), apiListener.pause()])
    },
  }
}
