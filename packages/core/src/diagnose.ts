export type { GrantName } from './diagnosis/case.js'
export { broken, type Check, type Finding, fine, type Trouble, unknown, warning } from './diagnosis/finding.js'
export type { PagePlace } from './diagnosis/look.js'
export type { DescribedClient, DiagnosedClient } from './diagnosis/subject.js'

import type { Case, GrantName } from './diagnosis/case.js'
import { clientAuthenticationFindings } from './diagnosis/client-authentication-check.js'
import { clockFinding } from './diagnosis/clock-check.js'
import { corsFindings } from './diagnosis/cors-check.js'
import { endpointsFindings } from './diagnosis/endpoints-check.js'
import { type Check, explained, type Finding, failing, unknown } from './diagnosis/finding.js'
import { grantFindings } from './diagnosis/grant-check.js'
import { keysFindings } from './diagnosis/keys-check.js'
import type { Looked, PagePlace, Sight } from './diagnosis/look.js'
import { type Learned, learn } from './diagnosis/metadata-check.js'
import { redirectUriFindings } from './diagnosis/redirect-uri-check.js'
import { registrationFindings } from './diagnosis/registration-check.js'
import { type DiagnosedClient, subjectOf } from './diagnosis/subject.js'
import { tokenEndpointFindings } from './diagnosis/token-endpoint-check.js'
import { userinfoFindings } from './diagnosis/userinfo-check.js'
import type { RequestOptions } from './endpoints/request.js'
import { isOAuthError } from './errors.js'
import { systemClock } from './ports/clock.js'
import { systemFetch } from './ports/fetch.js'

/** What else a diagnosis may know. */
export interface DiagnoseOptions extends RequestOptions {
  /** `authorization_code` for a client with a redirect URI, and `client_credentials` for another one, unless given. */
  readonly grant?: GrantName | undefined
  /** Where the client runs in pages: then it is looked at what these may read of the server's answers (CORS). */
  readonly page?: PagePlace | undefined
  /** What went wrong, such as `auth.getSnapshot().error`: it is explained. */
  readonly failure?: unknown
  /** Milliseconds for each request; 10,000 unless given. */
  readonly timeout?: number | undefined
}

/**
 * Looks at a client and its authorization server as somebody would who was asked for help, and says in sentences what is right and
 * what is not. It sends no secret, and spends no code and no token. Never rejects for what it finds: not even when nothing answers.
 */
export async function diagnose(client: DiagnosedClient, options: DiagnoseOptions = {}): Promise<readonly Finding[]> {
  const { fetch = systemFetch, clock = systemClock, timeout = 10_000, page, failure } = options
  const ground = { fetch, clock, timeout, page }
  const subject = subjectOf(client)
  const grant = options.grant ?? (subject.redirectUri === undefined ? 'client_credentials' : 'authorization_code')
  const learned = await learn(subject, ground).catch(nothingLearnt)
  const { server, offers } = learned
  const known: Case | undefined = server && { server, offers, grant, subject, ground }
  const asked = known ? await askServer(known) : []
  const sights = [learned, ...asked].flatMap(answered)
  return [
    isOAuthError(failure) ? [explained(failure)] : [],
    learned.findings,
    asked.flatMap(({ findings }) => findings),
    (await looked('redirect-uri', () => redirectUriFindings(subject, ground))).findings,
    sights.length > 0 ? [clockFinding(sights)] : [],
    corsFindings(subject.server ? asked.flatMap(answered) : sights, ground),
    (await looked('cors', async () => (known ? userinfoFindings(known) : []))).findings,
  ].flat()
}

function answered({ sight }: Looked): readonly Sight[] {
  return sight?.status === undefined ? [] : [sight]
}

/** All at once: none of it depends on another. */
function askServer(known: Case): Promise<readonly Looked[]> {
  return Promise.all([
    looked('endpoints', async () => endpointsFindings(known)),
    looked('grant', async () => grantFindings(known)),
    looked('client-authentication', () => clientAuthenticationFindings(known)),
    looked('keys', () => keysFindings(known)),
    looked('token-endpoint', () => tokenEndpointFindings(known)),
    looked('registration', () => registrationFindings(known)),
  ])
}

/** A check that fails by itself is no reason to leave out the others. */
async function looked(check: Check, work: () => Promise<Looked | readonly Finding[]>): Promise<Looked> {
  try {
    const result = await work()
    return 'findings' in result ? result : { findings: result }
  } catch (thrown) {
    return { findings: [unmade(check, thrown)] }
  }
}

function unmade(check: Check, thrown: unknown): Finding {
  return isOAuthError(thrown) ? failing(check, thrown) : unknown(check, 'This could not be looked at.')
}

function nothingLearnt(thrown: unknown): Learned {
  return { findings: [unmade('discovery', thrown)], server: undefined, offers: undefined }
}
