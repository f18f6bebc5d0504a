import { randomId } from '@tessera/core/platform'
import { sha256 } from './digest.js'
import type { Families, Family } from './families.js'
import { Refusal } from './refusal.js'

/** What a code stands for (RFC 6749 §4.1.2, RFC 7636 §4.4). */
export interface CodeGrant {
  readonly family: Family
  readonly redirectUri: string
  /** The method is S256. */
  readonly codeChallenge: string
  readonly nonce: string | undefined
}

/** What a client shows for a code (RFC 6749 §4.1.3, RFC 7636 §4.5). */
export interface Redemption {
  readonly clientId: string
  readonly redirectUri: string | null
  readonly codeVerifier: string | null
}

export interface Codes {
  issue(grant: CodeGrant): string
  /** Once: a code that comes again ends what it gave (RFC 6749 §4.1.2). Throws `invalid_grant`. */
  redeem(code: string, shown: Redemption): Promise<CodeGrant>
}

const lifetime = 60_000

export function codes(wall: () => number, { end }: Pick<Families, 'end'>): Codes {
  const issued = new Map<string, CodeGrant & { readonly issuedAt: number }>()
  const redeemed = new Set<string>()

  return {
    issue: grant => {
      const code = `code-${randomId()}`
      issued.set(code, { ...grant, issuedAt: wall() })
      return code
    },
    redeem: async (code, { clientId, redirectUri, codeVerifier }) => {
      const challenge = await sha256(codeVerifier ?? '')
      const known = issued.get(code)
      if (known?.family.clientId !== clientId) throw new Refusal('invalid_grant', 'the code is not of this client')
      if (redeemed.has(code)) {
        end(known.family)
        throw new Refusal('invalid_grant', 'the code was redeemed before')
      }
      if (wall() - known.issuedAt >= lifetime) throw new Refusal('invalid_grant', 'the code has expired')
      if (redirectUri !== known.redirectUri) throw new Refusal('invalid_grant', 'the redirect_uri is another one')
      if (challenge !== known.codeChallenge) throw new Refusal('invalid_grant', 'the code_verifier does not fit')
      redeemed.add(code)
      return known
    },
  }
}
