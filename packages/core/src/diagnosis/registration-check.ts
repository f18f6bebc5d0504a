import { getRequest } from '../endpoints/request.js'
import { refusalIn } from '../messages/authorization-refusal.js'
import { authorizationRequest } from '../messages/authorization-request.js'
import { hasCredentials } from '../secure-url.js'
import type { Case } from './case.js'
import { broken, type Finding, fine, unknown } from './finding.js'
import { type AnsweredSight, look, type UnansweredSight } from './look.js'
import { unanswered } from './network-check.js'

const placeholder = 'diagnosis'
/** As long as a real one (RFC 7636 §4.2). Nobody knows what would open it, and no code comes of it. */
const codeChallenge = 'A'.repeat(43)

/**
 * Whether the authorization endpoint knows client and redirect URI: it is asked to let in, unseen, a user whom it cannot know, and
 * sends only those refusals back that concern a client it knows (RFC 6749 §4.1.2.1). Pages may not see where it sends them.
 */
export async function registrationFindings(known: Case): Promise<readonly Finding[]> {
  const { redirectUri } = known.subject
  if (!redirectUri || !URL.canParse(redirectUri) || hasCredentials(redirectUri)) return []
  if (!known.server.authorizationEndpoint) return []
  return [await registrationFinding(known, redirectUri)]
}

async function registrationFinding({ server, grant, subject, ground }: Case, redirectUri: string): Promise<Finding> {
  const { clientId, quirks, asks } = subject
  if (ground.page?.isHere)
    return unknown(
      'registration',
      'Whether the server knows this client and redirect URI can be seen outside of a browser only: ask `@tessera/core/diagnose` in Node.',
    )
  if (server.requirePushedAuthorizationRequests)
    return unknown(
      'registration',
      'The server takes pushed requests only (RFC 9126), and those need the client’s credentials.',
    )
  const prompt = quirks?.withoutIdToken ? undefined : 'none'
  const asked = { ...asks(), redirectUri, state: placeholder, prompt }
  const request = authorizationRequest(
    { server, clientId, quirks },
    grant === 'implicit'
      ? { ...asked, responseType: 'id_token token', nonce: placeholder }
      : { ...asked, responseType: 'code', codeChallenge, nonce: quirks?.withoutIdToken ? undefined : placeholder },
  )
  const sight = await look(getRequest(request, new Headers({ accept: 'text/html' })), ground)
  if (!sight.failure) return shown(sight, clientId, redirectUri)
  if (sight.failure.code === 'redirect_refused') return sentOn(sight, clientId, redirectUri)
  return unanswered('registration', sight, ground)
}

function sentOn({ address, headers }: UnansweredSight, clientId: string, redirectUri: string): Finding {
  const location = headers.get('location') ?? ''
  const target = URL.canParse(location, address) ? new URL(location, address) : undefined
  if (!target?.href.startsWith(redirectUri))
    return unknown(
      'registration',
      'The server goes on to a page of its own, which may be that of the sign-in or of an error.',
    )
  const refusal = refusalIn(target)
  if (!refusal) return fine('registration', `The server knows the client ${clientId} and its redirect URI.`)
  const { word, description } = refusal
  return broken('registration', {
    says: `The server knows the client and its redirect URI, and refuses the request: ${[word, description].filter(Boolean).join(', ')}.`,
    do: 'Compare scopes, response type and grant with what is enabled for this client at the server.',
    code: 'authorization_refused',
  })
}

function shown({ status }: AnsweredSight, clientId: string, redirectUri: string): Finding {
  if (status < 400)
    return unknown(
      'registration',
      'The server shows a page of its own, which may be that of the sign-in or of an error.',
    )
  return broken('registration', {
    says: `The server answers a sign-in with ${status} and does not send the user back: it does not know the client ${clientId}, or not the redirect URI ${redirectUri}`,
    do: 'Compare both with the client’s registration, character by character: slash at the end, port, www, http and https count.',
    code: 'authorization_refused',
  })
}
