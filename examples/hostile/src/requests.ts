import { createHash } from 'node:crypto'
import { decodeJwt } from 'jose'

/** What is asked, wherever it is said: in the address, in a signed request, or in one left before. */
export function requestIn(said: URLSearchParams, pushed: ReadonlyMap<string, URLSearchParams>): URLSearchParams {
  const requestUri = said.get('request_uri')
  const found = requestUri === null ? said : pushed.get(requestUri)
  if (!found) throw new Error('nobody left such a request')
  const request = found.get('request')
  if (!request) return found
  return new URLSearchParams(Object.entries(decodeJwt(request)).map(([name, value]) => [name, String(value)]))
}

export function wantsJwt({ headers }: Request): boolean {
  return headers.get('accept')?.includes('jwt') ?? false
}

/** RFC 7636 §4.6. */
export function answersChallenge(asked: URLSearchParams | undefined, form: URLSearchParams): boolean {
  const hash = createHash('sha256').update(form.get('code_verifier') ?? '')
  return asked?.get('code_challenge') === hash.digest('base64url')
}
