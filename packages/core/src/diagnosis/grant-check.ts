import type { ServerOffers } from '../messages/server-offers.js'
import type { Case, GrantName } from './case.js'
import { broken, type Finding, fine, unknown, warning } from './finding.js'
import type { Subject } from './subject.js'

/** Whether the server says that it has the grant, a refresh token to go on with, and PKCE. */
export function grantFindings({ offers, grant, subject }: Case): readonly Finding[] {
  const isByCode = grant === 'authorization_code'
  if (!offers) return [unknown('grant', `The server says nothing of its grants${isByCode ? ', nor of PKCE' : ''}.`)]
  return [grantFinding(offers, grant), ...(isByCode ? codeFindings(offers, subject) : [])]
}

function grantFinding({ grants }: ServerOffers, grant: GrantName): Finding {
  if (!grants) return unknown('grant', 'The server does not say which grants it has.')
  if (grants.includes(grant)) return fine('grant', `The server has the grant ${grant}.`)
  return broken('grant', {
    says: `The server does not have the grant ${grant}: it names ${grants.join(', ') || 'none'}.`,
    do: 'Switch it on at the server, or choose another grant. Some servers have more than they name.',
    code: 'request_refused',
  })
}

function codeFindings({ grants, responseTypes, challengeMethods }: ServerOffers, { quirks }: Subject): Finding[] {
  const findings: Finding[] = []
  if (responseTypes && !responseTypes.includes('code'))
    findings.push(
      broken('grant', {
        says: 'The server does not name `code` among its response types.',
        do: 'Switch the authorization code flow on at the server.',
        code: 'authorization_refused',
      }),
    )
  if (grants && !grants.includes('refresh_token'))
    findings.push(
      warning('grant', {
        says: 'The server does not say that it has refresh tokens: a session would end with its first access token.',
        do: 'Switch refresh tokens on at the server, if it has them.',
        code: 'token_unavailable',
      }),
    )
  return [...findings, ...(quirks?.withoutPkce ? [] : [challengeFinding(challengeMethods)])]
}

function challengeFinding(methods: readonly string[] | undefined): Finding {
  if (methods?.includes('S256')) return fine('pkce', 'The server knows PKCE with S256.')
  if (methods)
    return broken('pkce', {
      says: `The server names other methods for PKCE than S256: ${methods.join(', ') || 'none'}.`,
      do: 'Switch S256 on at the server. No other method is used (RFC 9700 §2.1.1).',
      code: 'authorization_refused',
    })
  return warning('pkce', {
    says: 'The server does not say that it knows PKCE. Most that do not know it pass over it.',
    do: 'If it refuses a sign-in because of it, there is the quirk `withoutPkce` for clients with a secret.',
  })
}
