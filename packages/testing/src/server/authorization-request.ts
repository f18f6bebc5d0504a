import { once, required } from './parameters.js'
import { Refusal } from './refusal.js'

/** What a client asks the user for (RFC 6749 §4.1.1 and §4.2.1, OpenID Connect Core §3.1.2.1). */
export type AuthorizationRequest = {
  readonly scope: string
  /** Resource indicators (RFC 8707). */
  readonly resources: readonly string[]
  readonly demand: Demand
} & (
  | { readonly responseType: 'code'; readonly codeChallenge: string; readonly nonce: string | undefined }
  | { readonly responseType: 'id_token token'; readonly nonce: string }
  | { readonly responseType: 'token' }
)

/** How a client wants the user to be signed in. */
export interface Demand {
  /** Whether a page may be shown, or must be. */
  readonly page: 'may' | 'must' | 'must not'
  /** How long ago the user may have signed in, in milliseconds. */
  readonly maxAge: number
}

/**
 * A code always needs a challenge by S256 (RFC 9700 §2.1.1), an id_token in an address a nonce (OpenID Connect Core §3.2.2.1).
 * Throws `invalid_request` or `unsupported_response_type`.
 */
export function parseAuthorizationRequest(asked: URLSearchParams): AuthorizationRequest {
  const read = (name: string) => once(asked).get(name) || undefined
  const common = { scope: read('scope') ?? '', resources: asked.getAll('resource'), demand: parseDemand(asked) }
  const [nonce, codeChallenge] = [read('nonce'), read('code_challenge')]
  const responseType = read('response_type')?.split(' ').sort().join(' ')
  switch (responseType) {
    case 'code':
      if (!codeChallenge || read('code_challenge_method') !== 'S256')
        throw new Refusal('invalid_request', 'there is no code_challenge by S256')
      return { ...common, responseType, codeChallenge, nonce }
    case 'id_token token':
      return { ...common, responseType, nonce: required(asked, 'nonce') }
    case 'token':
      return { ...common, responseType }
    default:
      throw new Refusal('unsupported_response_type', `response_type is ${responseType}`)
  }
}

/** OpenID Connect Core §3.1.2.1, `prompt` and `max_age`. */
function parseDemand(asked: URLSearchParams): Demand {
  const prompts = new Set(asked.get('prompt')?.split(' '))
  if (prompts.has('none') && prompts.size > 1) throw new Refusal('invalid_request', 'prompt is none and something else')
  const maxAge = Number(asked.get('max_age') ?? Number.POSITIVE_INFINITY) * 1000
  return { page: prompts.has('none') ? 'must not' : prompts.has('login') ? 'must' : 'may', maxAge }
}
