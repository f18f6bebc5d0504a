import { provided } from '../endpoints/provided.js'
import { asOAuthError } from '../errors.js'
import type { Client, ClientAuthentication } from '../messages/registration.js'
import { type SentCredentials, sentCredentials } from '../messages/sent-credentials.js'
import { within } from '../ports/pause.js'
import type { Case } from './case.js'
import { broken, type Finding, failing, fine, unknown, warning } from './finding.js'
import type { Ground } from './look.js'

/** How the client says who it is: its credentials are made as for a request, looked at, and thrown away. */
export async function clientAuthenticationFindings({
  server,
  offers,
  subject,
  ground,
}: Case): Promise<readonly Finding[]> {
  const offered = offers?.authenticationMethods ?? server.tokenEndpointAuthMethodsSupported
  try {
    const authentication = subject.authentication()
    if (authentication.byCertificate)
      return [
        unknown(
          'client-authentication',
          'Whether the server accepts this client’s certificate cannot be seen from here.',
        ),
      ]
    const credentials = await within(ground.clock, ground.timeout, made(authentication, { ...subject, server }))
    if (!credentials) return [unknown('client-authentication', 'The credentials of this client were not made in time.')]
    return [methodFinding(credentials, offered, ground), ...secretFindings(credentials)]
  } catch (thrown) {
    return [failing('client-authentication', asOAuthError(thrown, 'credential_unavailable'))]
  }
}

async function made(authentication: ClientAuthentication, client: Client): Promise<SentCredentials> {
  const headers = new Headers()
  const body = new URLSearchParams()
  await provided('authentication', () => authentication(headers, body, client))
  return sentCredentials(headers, body)
}

function methodFinding({ method }: SentCredentials, offered: readonly string[] | undefined, { page }: Ground): Finding {
  const code = 'client_refused'
  if (page && method !== 'none')
    return broken('client-authentication', {
      says: 'This client runs in a page and has a secret or key of its own: whoever opens the page can read it.',
      do: 'Register it as a public client, which has none, and have that secret replaced.',
    })
  if (method === 'other') return unknown('client-authentication', 'This client says who it is in a way of its own.')
  const untried = method === 'none' ? '' : ' The credentials are not sent, so a wrong secret or key does not show here.'
  if (offered?.includes(method))
    return fine('client-authentication', `The server takes the method ${method}.${untried}`)
  if (method === 'none')
    return unknown(
      'client-authentication',
      'The server does not say that it has public clients. Many that have them do not say so.',
    )
  const said = offered ? `it names ${offered.join(', ') || 'none'}` : 'it names none, which means client_secret_basic'
  if (!offered && method === 'client_secret_basic')
    return fine('client-authentication', `The server takes the method ${method}: ${said}.${untried}`)
  return broken('client-authentication', {
    says: `This client says who it is by ${method}, which the server does not take: ${said}.`,
    do: 'Use a method that the server names, and that this client is registered for.',
    code,
  })
}

/** Whether the server knows the secret could be seen only by sending it. */
function secretFindings({ isReadDifferently, isPadded }: SentCredentials): readonly Finding[] {
  const findings: Finding[] = []
  const code = 'client_refused'
  if (isPadded)
    findings.push(
      warning('secret', {
        says: 'The secret begins or ends with white space, as if it had been copied together with the end of its line.',
        do: 'Take that away, unless it belongs to the secret.',
        code,
      }),
    )
  if (isReadDifferently)
    findings.push(
      warning('secret', {
        says: 'The client’s id or secret has characters that some servers decode in a Basic header and others do not.',
        do: 'If the server refuses the client, try `clientSecretBasic` with the encoding `strict` or `raw`, or `clientSecretPost`; or have a secret made of letters and digits.',
        code,
      }),
    )
  return findings
}
