import { OAuthError } from '../errors.js'
import { accessTokenIn } from './access-token.js'
import { isIssuer } from './issuer.js'
import { filled, present } from './json.js'
import { lifetime } from './lifetime.js'
import type { Client } from './registration.js'
import { harmless } from './server-words.js'

interface Returned {
  readonly state?: string
  /** The issuer that answers (RFC 9207 §2). */
  readonly iss?: string
}

/** A code to be exchanged (RFC 6749 §4.1.2). */
export interface CodeResponse extends Returned {
  readonly kind: 'code'
  readonly code: string
  /** From a hybrid response (OpenID Connect Core §3.3.2.5): not verified yet, and nor is the access token. */
  readonly idToken?: string
  readonly accessToken?: string
}

/** Tokens in the address itself (RFC 6749 §4.2.2). Nothing of it is verified yet. `expiresIn` in milliseconds. */
export interface TokensResponse extends Returned {
  readonly kind: 'tokens'
  readonly accessToken: string
  readonly tokenType?: string
  readonly expiresIn?: number
  readonly scope?: string
  readonly idToken?: string
}

/** A refusal (RFC 6749 §4.1.2.1). `error` and `description` are the server's own words. */
export interface ErrorResponse extends Returned {
  readonly kind: 'error'
  readonly error: string
  readonly description?: string
}

/** What came back with the redirect. Pass it to {@link checkResponse} before believing it. */
export type AuthorizationResponse = CodeResponse | TokensResponse | ErrorResponse

/** What a query carries that is an answer, whoever else adds to it. */
const common = ['state', 'iss', 'code', 'error', 'error_description']
const unrepeatable = [...common, 'access_token', 'token_type', 'expires_in', 'scope', 'id_token']
const onlyAnAnswers = [...common, 'response', 'session_state', 'error_uri']

/** The component of the redirect URI that an answer is added to: the query (RFC 6749 §4.1.2) or the fragment (§4.2.2). */
export type ResponseComponent = 'query' | 'fragment'

/** Where an answer is: in the redirect URI, or in the body of a form sent there (OAuth 2.0 Form Post Response Mode). */
export type ResponsePlace = ResponseComponent | 'form_post'

/**
 * Reads the address to which the authorization server sent the user back, or for `form_post` the body of the form.
 * Throws `code_missing` when it carries no answer at all, and `authorization_response_invalid` when it is no address or
 * repeats a parameter (RFC 6749 §3.1), or gives an access token that no header can hold (§A.12).
 */
export function parseAuthorizationResponse(text: string, place: ResponsePlace): AuthorizationResponse {
  return authorizationResponseIn(responseParameters(text, place))
}

/** The parameters of an answer. Throws `authorization_response_invalid` when it is no address. */
export function responseParameters(text: string, place: ResponsePlace): URLSearchParams {
  if (place === 'form_post') return new URLSearchParams(text)
  if (!URL.canParse(text)) throw new OAuthError('authorization_response_invalid', { reason: 'no address' })
  const url = new URL(text)
  return new URLSearchParams(place === 'query' ? url.search : url.hash.slice(1))
}

/** The address as it was before the authorization server added to it. What others added to the query stays. */
export function withoutResponse(address: string, component: ResponseComponent): string {
  const url = new URL(address)
  if (component === 'fragment') url.hash = ''
  else for (const name of onlyAnAnswers) url.searchParams.delete(name)
  return url.href
}

/** What these parameters answer. Throws as {@link parseAuthorizationResponse}. */
export function authorizationResponseIn(found: URLSearchParams): AuthorizationResponse {
  const repeated = unrepeatable.find(name => found.getAll(name).length > 1)
  if (repeated) throw new OAuthError('authorization_response_invalid', { repeated })

  const read = (name: string) => filled(found.get(name))
  const returned = { state: read('state'), iss: read('iss') }
  const error = read('error')
  if (error) {
    const secrets = ['code', 'access_token', 'id_token', 'state'].flatMap(name => found.getAll(name))
    return present({
      kind: 'error' as const,
      error: harmless(error, secrets) ?? 'unreadable',
      description: harmless(read('error_description'), secrets),
      ...returned,
    })
  }
  const code = read('code')
  const accessToken = read('access_token')
  const given = { accessToken, idToken: read('id_token'), ...returned }
  if (code) return present({ kind: 'code' as const, code, ...given })
  if (!accessToken) throw new OAuthError('code_missing')
  if (!accessTokenIn(accessToken)) throw new OAuthError('authorization_response_invalid', { reason: 'access_token' })
  return present({
    kind: 'tokens' as const,
    ...given,
    accessToken,
    tokenType: read('token_type'),
    expiresIn: lifetime(read('expires_in')),
    scope: read('scope'),
  })
}

/** What the request that is being answered was like. */
export interface ExpectedResponse<K extends 'code' | 'tokens'> extends Pick<Client, 'server' | 'quirks'> {
  readonly state: string
  readonly kind: K
  /** Whether an id_token was asked for with the code. Then it names the issuer, so it has to be verified, as `hybrid` does. */
  readonly hybrid?: boolean | undefined
}

/**
 * Whether the answer is one to our own request, and of the kind that was asked for.
 * Throws `state_unknown` when it answers another request or no state is expected, because it was lost, `issuer_mismatch` when another server
 * speaks or none is named where this one always is (RFC 9207 §2.4; an id_token names it, too), `authorization_refused` with the server's word
 * (RFC 6749 §4.1.2.1), and `code_missing` or `authorization_response_invalid` when the kind is another one.
 */
export function checkResponse<K extends 'code' | 'tokens'>(
  response: AuthorizationResponse,
  expected: ExpectedResponse<K>,
): Extract<AuthorizationResponse, { kind: K }> {
  const { server, state, kind, hybrid = false } = expected
  if (!state || response.state !== state) throw new OAuthError('state_unknown')
  const isNamed = response.iss !== undefined
  const isWithIdToken = response.kind === 'tokens' || (response.kind === 'code' && hybrid)
  const namedByIdToken = isWithIdToken && response.idToken !== undefined
  const isMissing = server.authorizationResponseIssParameterSupported && !namedByIdToken
  const isWrong = isNamed ? !isIssuer(expected, response.iss) : isMissing
  if (isWrong) throw new OAuthError('issuer_mismatch', { named: isNamed })
  if (response.kind === 'error') {
    const { error: serverError, description } = response
    throw new OAuthError('authorization_refused', { description }, { serverError })
  }
  if (response.kind === kind) return response as Extract<AuthorizationResponse, { kind: K }>
  throw new OAuthError(kind === 'code' ? 'code_missing' : 'authorization_response_invalid', { kind: response.kind })
}
