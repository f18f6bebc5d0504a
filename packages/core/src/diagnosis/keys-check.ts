import { endpointOf, getRequest } from '../endpoints/request.js'
import { asOAuthError } from '../errors.js'
import { jsonObject } from '../messages/json.js'
import { type Jwks, parseJwks } from '../messages/key-set.js'
import { algorithms } from '../messages/signature-algorithms.js'
import type { Case } from './case.js'
import { broken, type Finding, failing, fine, unknown } from './finding.js'
import { type AnsweredSight, type Looked, look } from './look.js'
import { unanswered } from './network-check.js'

/** The keys with which the server signs, and whether they are of a kind that is accepted. */
export async function keysFindings({ server, offers, subject, ground }: Case): Promise<Looked> {
  const { jwksUri } = server
  const { quirks, idTokenSignedResponseAlg } = subject
  if (jwksUri === undefined || quirks?.withoutIdToken) return { findings: [] }
  const sight = await look(getRequest(endpointOf(jwksUri, 'jwks')), ground)
  const found = sight.failure ? await unanswered('keys', sight, ground) : keysFinding(sight)
  return { sight, findings: [found, algorithmsFinding(offers?.idTokenAlgorithms, idTokenSignedResponseAlg)] }
}

function keysFinding({ address, status, text }: AnsweredSight): Finding {
  if (status >= 300)
    return broken('keys', {
      says: `The server’s keys cannot be had: ${address} answers ${status}.`,
      do: 'Ask whoever runs the server: without keys nobody can verify an id_token.',
      code: 'keys_invalid',
    })
  try {
    const { keys } = parseJwks(jsonObject(text))
    if (!keys.some(isUsable))
      return broken('keys', {
        says: `None of the server’s ${keys.length} keys can verify an id_token.`,
        do: 'Let the server sign with RS256 or ES256.',
        code: 'keys_invalid',
      })
    return fine('keys', `The server publishes its keys: ${keys.length}.`)
  } catch (thrown) {
    return failing('keys', asOAuthError(thrown, 'keys_invalid'))
  }
}

function isUsable({ kty, use }: Jwks['keys'][number]): boolean {
  return (use === undefined || use === 'sig') && Object.values(algorithms).some(each => each.kty === kty)
}

function algorithmsFinding(offered: readonly string[] | undefined, registered: string | undefined): Finding {
  const accepted = registered === undefined ? Object.keys(algorithms) : [registered]
  if (!offered) return unknown('signatures', 'The server does not say how it signs id_tokens.')
  const usable = offered.filter(each => accepted.includes(each))
  if (usable.length > 0) return fine('signatures', `The server can sign id_tokens with ${usable.join(', ')}.`)
  return broken('signatures', {
    says: `The server signs id_tokens only in ways that are not accepted: ${offered.join(', ') || 'none'}.`,
    do: `Choose one of these at the server: ${accepted.join(', ')}.`,
    code: 'id_token_invalid',
  })
}
