import { createHash, randomUUID } from 'node:crypto'
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose'

/** A request of the resource server as its proof must tell of it. */
export interface Proved {
  readonly method: string
  readonly url: string
  readonly accessToken: string
}

/** The thumbprint of the key that a proof was made with (RFC 9449 §4.3), or what is wrong with it. */
export type ProofVerdict = { readonly thumbprint: string } | { readonly error: 'invalid_dpop_proof' | 'use_dpop_nonce' }

/** Checks the proofs that a resource server is sent. */
export interface ProofCheck {
  check(proof: string, of: Proved): Promise<ProofVerdict>
  /** What the next proof must contain; `undefined` where none is asked for. */
  nonce(): string | undefined
  /** Asks for a nonce that nobody knows yet, or for none. */
  requireNonce(isRequired: boolean): void
}

/** How old or early a proof may be, in seconds. */
const tolerance = 60

export function proofCheck(): ProofCheck {
  const seen = new Set<string>()
  let nonce: string | undefined

  return {
    check: async (proof, { method, url, accessToken }) => {
      const checks = { typ: 'dpop+jwt', algorithms: ['ES256'] }
      const verified = await jwtVerify(proof, EmbeddedJWK, checks).catch(() => undefined)
      if (!verified) return { error: 'invalid_dpop_proof' }
      const { payload, protectedHeader } = verified
      const { htm, htu, ath, jti, iat = 0 } = payload
      if (nonce !== undefined && payload.nonce !== nonce) return { error: 'use_dpop_nonce' }
      const isOfRequest = htm === method && htu === url && ath === sha256(accessToken)
      const isRecent = Math.abs(Date.now() / 1000 - iat) <= tolerance
      if (!isOfRequest || !isRecent || !jti || seen.has(jti)) return { error: 'invalid_dpop_proof' }
      seen.add(jti)
      return { thumbprint: await calculateJwkThumbprint(protectedHeader.jwk ?? {}) }
    },
    nonce: () => nonce,
    requireNonce: isRequired => {
      nonce = isRequired ? randomUUID() : undefined
    },
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
