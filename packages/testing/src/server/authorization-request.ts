import { once, required } from './parameters.js'
import { Refusal } from './refusal.js'

/** What a client asks the user for (RFC 6749 §4.1.1 and §4.2.1, OpenID Connect Core §3.1.2.1). */
export type AuthorizationRequest = {
  readonly scope: string
  /** Resource indicators (RFC 8707). */
  readonly resources: readonly string[]
  readonly prompt: string | undefined
} & (
  | { readonly responseType: 'code'; readonly codeChallenge: string; readonly nonce: string | undefined }
  | { readonly responseType: 'id_token token'; readonly nonce: string }
  | { readonly responseType: 'token' }
)

/**
 * A code always needs a challenge by S256 (RFC 9700 §2.1.1), an id_token in an address a nonce (OpenID Connect Core §3.2.2.1).
 * Throws `invalid_request` or `unsupported_response_type`.
 */
export function parseAuthorizationRequest(asked: URLSearchParams): AuthorizationRequest {
  const read = (name: string) => once(asked).get(name) || undefined
  const common = { scope: read('scope') ?? '', resources: asked.getAll('resource'), prompt: read('prompt') }
  const [responseType, nonce, codeChallenge] = [read('response_type'), read('nonce'), read('code_challenge')]
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
