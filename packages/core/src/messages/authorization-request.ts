import { OAuthError } from '../errors.js'
import { secureUrl } from '../secure-url.js'
import type { AuthorizationDetailsParameter } from '../want.js'
import { setParameters, wireName } from './parameters.js'
import type { Client } from './registration.js'

/** How an answer comes back (OAuth 2.0 Multiple Response Types §2.1, JARM §2.3). */
export type ResponseMode = 'query' | 'fragment' | 'form_post' | 'jwt' | 'query.jwt' | 'fragment.jwt' | 'form_post.jwt'

interface Common {
  readonly redirectUri: string
  /** Space-separated. */
  readonly scope?: string | undefined
  readonly state: string
  /**
   * How the answer comes, if not as is usual for the response type: as `form_post` (OAuth 2.0 Form Post Response Mode), or signed, by
   * a mode with `jwt` (JARM §2.3).
   */
  readonly responseMode?: ResponseMode | undefined
  readonly prompt?: string | undefined
  readonly loginHint?: string | undefined
  /** How strongly the user has to sign in: any of these, space-separated (OpenID Connect Core §3.1.2.1). */
  readonly acrValues?: string | undefined
  /** How long ago the user may have signed in, in milliseconds; sent in whole seconds. */
  readonly maxAge?: number | undefined
  /** Resource indicators (RFC 8707 §2). */
  readonly resources?: readonly string[] | undefined
  /** What the user is asked to allow, in more words than scopes have (RFC 9396 §2). */
  readonly authorizationDetails?: AuthorizationDetailsParameter | undefined
  /** The key that the code is for (RFC 9449 §10). */
  readonly dpopJkt?: string | undefined
  /** What a provider wants beyond the specifications, such as `access_type`; in its own spelling. */
  readonly extra?: Readonly<Record<string, string>> | undefined
}

/** What to ask for. A code is always bound to a challenge (RFC 7636), an id_token in an address always to a nonce. */
export type AuthorizationParameters = Common &
  (
    | { readonly responseType: 'code'; readonly codeChallenge: string; readonly nonce?: string | undefined }
    | {
        readonly responseType: 'code id_token' | 'code id_token token'
        readonly codeChallenge: string
        readonly nonce: string
      }
    | { readonly responseType: 'id_token token'; readonly nonce: string }
    | { readonly responseType: 'token' }
  )

/**
 * The address to send the user to (RFC 6749 §4.1.1 and §4.2.1, OpenID Connect Core §3.1.2.1).
 * Throws `endpoint_missing` when the server has no authorization endpoint, `insecure_url` when it is not https, and
 * `invalid_options` when `extra` names a parameter of the protocol, or a value in it is no text, or when `maxAge` is no number.
 */
export function authorizationRequest(client: Client, asked: AuthorizationParameters): string {
  return addressWith(client, authorizationParameters(client, asked))
}

/** What a request says. Throws `invalid_options` likewise. */
export function authorizationParameters(client: Client, asked: AuthorizationParameters): URLSearchParams {
  const { clientId, quirks = {} } = client
  const { responseType, responseMode, redirectUri, scope, state, prompt, loginHint, acrValues, maxAge } = asked
  const { resources, authorizationDetails, dpopJkt, extra } = asked
  if (maxAge !== undefined && !Number.isFinite(maxAge)) throw new OAuthError('invalid_options', { name: 'maxAge' })
  const codeChallenge = 'codeChallenge' in asked && !quirks.withoutPkce ? asked.codeChallenge : undefined
  const own = {
    responseType,
    responseMode,
    clientId,
    redirectUri,
    scope,
    state,
    nonce: responseType === 'token' ? undefined : asked.nonce,
    codeChallenge,
    codeChallengeMethod: codeChallenge && 'S256',
    prompt,
    loginHint,
    acrValues,
    maxAge: maxAge === undefined ? undefined : Math.floor(maxAge / 1000),
    resource: resources,
    authorizationDetails,
    dpopJkt,
  }
  const said = { ...quirks.authorizationParameters, ...extra }
  const reserved = ['request', 'request_uri', ...Object.keys(own).map(wireName)]
  const wrong = Object.entries(said).find(([name, value]) => typeof value !== 'string' || reserved.includes(name))
  if (wrong) throw new OAuthError('invalid_options', { name: `extra.${wrong[0]}` })
  return setParameters(new URLSearchParams(said), own)
}

/** Where a request with these parameters goes. Throws `endpoint_missing` and `insecure_url` likewise. */
export function addressWith({ server, quirks }: Client, said: URLSearchParams): string {
  if (!server.authorizationEndpoint) throw new OAuthError('endpoint_missing', { endpoint: 'authorization' })
  const url = secureUrl(server.authorizationEndpoint, 'authorizationEndpoint')
  for (const name of new Set(said.keys())) url.searchParams.delete(name)
  for (const [name, value] of said) url.searchParams.append(name, value)
  quirks?.writeParameters?.(url.searchParams)
  return url.href
}
