import Provider from 'oidc-provider'
import { accessTokenCheck } from './access-token-check.ts'
import { type Clients, clientsOf } from './clients.ts'
import { configuration } from './configuration.ts'
import { countRequests } from './counters.ts'
import { serveInteractions } from './interaction.ts'
import { registerJwtBearerGrant } from './jwt-bearer-grant.ts'
import { memoryAdapter } from './memory-adapter.ts'
import { ordersApi } from './orders-api.ts'
import { registerPasswordGrant } from './password-grant.ts'
import { proofCheck } from './proof-check.ts'
import { type RunningServer, type ServerOptions, serverFrame } from './running-server.ts'
import { signingKey } from './signing-key.ts'
import { tokenAnswers } from './token-answers.ts'
import { registerTokenExchangeGrant } from './token-exchange-grant.ts'

export interface RunningProvider extends RunningServer {
  readonly clients: Clients
  /** The next answer of the token endpoint is given, and never arrives. */
  loseNextTokenAnswer(): void
  losesNextTokenAnswer(): boolean
  delayTokenAnswers(milliseconds: number): void
  /** From now on proofs of possession must contain a nonce (RFC 9449 §8), here and at the API, or need not. */
  requireNonces(areRequired: boolean): void
}

export async function startProvider(options: ServerOptions = {}): Promise<RunningProvider> {
  const [key, serviceKey] = await Promise.all([signingKey(), signingKey()])
  const clients = clientsOf(options.pages ?? [], serviceKey)
  const frame = await serverFrame(options)
  const { running, listener, apiListener, origins, resources, tally, accessTokenSeconds } = frame
  const { issuer, api } = running
  const grace = {
    seconds: frame.graceSeconds,
    used: () => {
      tally.graceUses += 1
    },
  }

  const proofs = proofCheck()
  const requiresNonce = () => proofs.nonce() !== undefined
  const adapter = memoryAdapter(grace)
  const provider = new Provider(
    issuer,
    configuration({ adapter, clients, origins, resources, key, serviceKey, accessTokenSeconds, requiresNonce }),
  )
  const answers = tokenAnswers(provider)
  countRequests(provider, tally)
  serveInteractions(provider, clients)
  registerPasswordGrant(provider, resources)
  registerTokenExchangeGrant(provider, resources, key)
  registerJwtBearerGrant(provider, resources, serviceKey)

  listener.serve(provider.callback())
  const callerOf = accessTokenCheck({ issuer, audience: api, keys: key.publicKeys })
  apiListener.serve(ordersApi({ callerOf, origins, tally, proofs, address: api }))

  return {
    ...running,
    clients,
    loseNextTokenAnswer: answers.loseNext,
    losesNextTokenAnswer: answers.losesNext,
    delayTokenAnswers: answers.delay,
    requireNonces: proofs.requireNonce,
  }
}
