import { none } from '../endpoints/client-authentication.js'
import { endpointOf, formRequest } from '../endpoints/request.js'
import { jsonObject } from '../messages/json.js'
import { parameters } from '../messages/parameters.js'
import type { ServerOffers } from '../messages/server-offers.js'
import { harmless } from '../messages/server-words.js'
import type { Fetch } from '../ports/fetch.js'
import type { Case } from './case.js'
import { isSeen, mayBeSent } from './cross-origin.js'
import { broken, type Finding, fine, warning } from './finding.js'
import { type AnsweredSight, type Ground, type Looked, look, type Sight } from './look.js'
import { unanswered } from './network-check.js'
import type { Subject } from './subject.js'

/** Asks for a token with nothing that could be spent: a code is missing, and so are the credentials. */
export async function tokenEndpointFindings({ server, offers, grant, subject, ground }: Case): Promise<Looked> {
  if (server.tokenEndpoint === undefined || grant === 'implicit') return { findings: [] }
  const address = endpointOf(server.tokenEndpoint, 'token')
  const { clientId, quirks, isBound } = subject
  const client = { server, clientId, quirks, authentication: none }
  const form = parameters({ grantType: 'authorization_code' })
  const attempt = async (fetch: Fetch) => look(await formRequest(client, address, form), { ...ground, fetch })
  const sight = isBound ? await proving(attempt, ground) : await attempt(ground.fetch)
  if (sight.failure) return { sight, findings: [await unanswered('token-endpoint', sight, ground)] }
  const word = harmless(jsonObject(sight.text)?.error, [])
  const proofs = isBound ? [await proofFinding(sight, word, offers, ground)] : []
  return { sight, findings: [answerFinding(sight, word, subject), ...proofs] }
}

async function proving(attempt: (fetch: Fetch) => Promise<Sight>, { fetch, clock }: Ground): Promise<Sight> {
  const { proofOfPossession } = await import('../endpoints/dpop.js')
  return proofOfPossession(undefined, clock).ask(attempt, fetch)
}

function answerFinding({ address, status }: AnsweredSight, word: string | undefined, subject: Subject): Finding {
  if (word === undefined)
    return broken('token-endpoint', {
      says: `What answers at ${address} is no token endpoint: it says ${status}, and no word of OAuth.`,
      do: 'Compare the address with the provider’s documentation, and see that no proxy answers in its place.',
      code: 'token_response_invalid',
    })
  if (word === 'invalid_client' && isPublic(subject))
    return broken('token-endpoint', {
      says: `The token endpoint does not take ${subject.clientId} for a public client: it says invalid_client.`,
      do: 'Compare the client id. If it is right, register the client as public, without a secret.',
      code: 'client_refused',
    })
  return fine('token-endpoint', 'The token endpoint answers, and refuses a request without credentials as it should.')
}

function isPublic(subject: Subject): boolean {
  try {
    return subject.authentication() === none
  } catch {
    return false
  }
}

/** What a real proof, with a key made for it, met. */
async function proofFinding(
  sight: AnsweredSight,
  word: string | undefined,
  offers: ServerOffers | undefined,
  ground: Ground,
): Promise<Finding> {
  const { page } = ground
  const isNonceHidden = page !== undefined && sight.headers.has('dpop-nonce') && !isSeen(sight, 'dpop-nonce', page)
  if (word === 'use_dpop_nonce' || isNonceHidden)
    return broken('dpop', {
      says: 'The server wants a nonce in each proof, and its header `DPoP-Nonce` is missing, or hidden from pages.',
      do: 'Let the server name `DPoP-Nonce` in Access-Control-Expose-Headers.',
      code: 'request_refused',
    })
  if (!(await mayBeSent('dpop', 'POST', sight.address, ground)))
    return broken('dpop', {
      says: `The pages of ${page?.origin} may not send the header \`DPoP\` to ${sight.address} (CORS).`,
      do: 'Let the server name `DPoP` in Access-Control-Allow-Headers.',
      code: 'network_failed',
    })
  if (word === 'invalid_dpop_proof')
    return broken('dpop', {
      says: 'The server refuses a proof that was made for it.',
      do: 'Compare the clocks, and the address of the token endpoint with what the server takes for its own.',
      code: 'request_refused',
    })
  if (offers?.proofAlgorithms?.includes('ES256')) return fine('dpop', 'The server knows proofs with ES256.')
  return warning('dpop', {
    says: 'The server does not say that it knows proofs with ES256.',
    do: 'Switch DPoP on at the server. If it does not know it, leave the option `dpop` away.',
    code: 'token_unbound',
  })
}
