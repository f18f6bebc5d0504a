import { jsonObject } from './json.js'

/** How a client says who it is, as the names of RFC 8414 §2 have it; what is no such way is `other`. */
export type AuthenticationMethod =
  | 'none'
  | 'client_secret_basic'
  | 'client_secret_post'
  | 'client_secret_jwt'
  | 'private_key_jwt'
  | 'other'

/** What can be told of the credentials in a request without telling them. */
export interface SentCredentials {
  readonly method: AuthenticationMethod
  /** Whether servers that decode a Basic header as a form (RFC 6749 §2.3.1) and those that do not read different credentials in it. */
  readonly isReadDifferently: boolean
  /** Whether the secret begins or ends with white space, as when it was copied together with the end of its line. */
  readonly isPadded: boolean
}

/** As it is in a form, or as it is written in a Basic header. */
const padding = /^(\s|%(09|0a|0d|20))|(\s|%(09|0a|0d|20))$/i

/** Looks at what a client's authentication has put into a request. */
export function sentCredentials(headers: Headers, body: URLSearchParams): SentCredentials {
  const header = headers.get('authorization')
  const basic = header?.startsWith('Basic ') ? decoded(header.slice(6)) : undefined
  const secret = basic === undefined ? body.get('client_secret') : basic.slice(basic.indexOf(':') + 1)
  return {
    method: methodOf(header, basic, body),
    isReadDifferently: basic !== undefined && (/[%+]|[^!-~]/.test(basic) || basic.split(':').length !== 2),
    isPadded: secret !== null && padding.test(secret),
  }
}

function methodOf(header: string | null, basic: string | undefined, body: URLSearchParams): SentCredentials['method'] {
  if (basic !== undefined) return 'client_secret_basic'
  if (header !== null) return 'other'
  if (body.has('client_secret')) return 'client_secret_post'
  const assertion = body.get('client_assertion')
  if (assertion === null) return 'none'
  return isBySecret(assertion) ? 'client_secret_jwt' : 'private_key_jwt'
}

function isBySecret(assertion: string): boolean {
  const [header = ''] = assertion.split('.')
  const alg = jsonObject(decoded(header.replaceAll('-', '+').replaceAll('_', '/')) ?? '')?.alg
  return typeof alg === 'string' && alg.startsWith('HS')
}

/** Byte by byte, or `undefined` for what is no Base64. */
function decoded(text: string): string | undefined {
  try {
    return atob(text)
  } catch {
    return undefined
  }
}
