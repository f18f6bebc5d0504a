import type { parseSignedResponse as parse } from './endpoints/signed-response.js'
import { lazy } from './session/lazy.js'

/** How a sign-in asks for answers that are signed (JARM), and reads them. */
export interface SignedResponse {
  /** The address with the state that its JWT names beside it. Nothing of it is verified yet. */
  withState(address: string): string
  readonly parse: typeof parse
}

const verification = lazy(() => import('./endpoints/signed-response.js'))

/**
 * Lets a sign-in ask for an answer that the server signs for this client (JARM), and take no other: give it to `createAuth` as
 * `signedResponse`. What verifies it is loaded with the answer.
 */
export const signedResponse: SignedResponse = {
  withState: address =>
    address.replace(/(?<=[?#&]response=)[\w-]+\.([\w-]+)\.[\w-]*/, (jwt, payload) => {
      const state = stateIn(payload)
      return state && !address.includes(`&state=${state}`) ? `${jwt}&state=${state}` : jwt
    }),
  parse: async (...asked) => (await verification()).parseSignedResponse(...asked),
}

/** Only one of ours is looked for: it needs no escaping. */
function stateIn(payload: string): string | undefined {
  try {
    const { state }: { readonly state?: unknown } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    return typeof state === 'string' && /^[\w.-]+$/.test(state) ? state : undefined
  } catch {
    return undefined
  }
}

/**
 * Reads an answer that is signed, and only such a one, by hand: from the address to which the server sent the user back, or for
 * `form_post` from the body of the form. Pass it to `checkResponse` before believing it. Throws `authorization_response_invalid`, with
 * `reason: 'unsigned'` when nothing is signed; `issuer_mismatch`, `code_missing`, and as `fetchKeys`.
 */
export const parseSignedResponse: typeof parse = signedResponse.parse
