import { createHash } from 'node:crypto'
import { EmbeddedJWK, jwtVerify } from 'jose'

/** Whether the proof of a request is good, as RFC 9449 §4.3 has it: for this method and address, new, and by the clock of the server. */
export type ProofCheck = (request: Request, wanted: WantedOfProof) => Promise<boolean>

export interface WantedOfProof {
  /** The server's time, in seconds. */
  readonly seconds: number
  readonly nonce: string | undefined
  readonly accessToken?: string | undefined
}

const patience = 60

export function proofCheck(): ProofCheck {
  const seen = new Set<unknown>()
  return async (request, { seconds, nonce, accessToken }) => {
    const proof = request.headers.get('dpop') ?? ''
    const { origin, pathname } = new URL(request.url)
    const ath = accessToken && createHash('sha256').update(accessToken).digest('base64url')
    const currentDate = new Date(seconds * 1000)
    const checks = {
      typ: 'dpop+jwt',
      algorithms: ['ES256'],
      maxTokenAge: patience,
      clockTolerance: patience,
      currentDate,
    }
    const verified = await jwtVerify(proof, EmbeddedJWK, checks).catch(() => undefined)
    if (!verified || seen.has(verified.payload.jti)) return false
    const { payload } = verified
    seen.add(payload.jti)
    const isMeant = payload.htm === request.method && payload.htu === origin + pathname
    return isMeant && payload.ath === ath && (nonce === undefined || payload.nonce === nonce)
  }
}
