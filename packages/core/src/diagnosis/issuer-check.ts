import { isOAuthError } from '../errors.js'
import { harmless } from '../messages/server-words.js'
import { hasCredentials, secureUrl } from '../secure-url.js'
import { broken, type Finding, failing, fine, warning } from './finding.js'
import type { Subject } from './subject.js'

const document = /\/\.well-known\/(openid-configuration|oauth-authorization-server).*$/

/** What is wrong with an issuer before anybody is asked, if anything is. */
export function issuerFault(issuer: string): Finding | undefined {
  if (hasCredentials(issuer))
    return broken('issuer', {
      says: 'The issuer that you give has a user name or a password in it.',
      do: 'Take them out, and have the password changed: addresses are written into histories and logs.',
      code: 'invalid_options',
    })
  if (document.test(issuer))
    return broken('issuer', {
      says: 'The issuer that you give is the address of its metadata document.',
      do: `Give what stands before it: ${issuer.replace(document, '')}, or what the document itself says as "issuer".`,
      code: 'discovery_invalid',
    })
  if (/[?#]/.test(issuer))
    return broken('issuer', {
      says: 'The issuer that you give has a query or a fragment, and an issuer has neither (RFC 8414 §2).',
      do: 'Leave it away.',
      code: 'invalid_options',
    })
  try {
    secureUrl(issuer, 'issuer')
    return undefined
  } catch (thrown) {
    if (!isOAuthError(thrown)) throw thrown
    return failing('issuer', thrown, 'The issuer that you give cannot be used.')
  }
}

/** Compares byte by byte, as the library does, and says where two issuers differ that are nearly the same. */
export function issuerFinding(given: string, named: unknown): Finding {
  if (named === given) return fine('issuer', `The server calls itself exactly as you do: ${given}`)
  const name = harmless(named, [])
  const code = 'issuer_mismatch'
  if (name === undefined) {
    const says = 'The metadata do not say in a readable way whose they are.'
    return broken('issuer', {
      says,
      do: 'Ask whoever runs the server to name its "issuer".',
      code: 'discovery_invalid',
    })
  }
  const says = `You call the server ${given}, and it calls itself ${name}: ${difference(given, name)}`
  if (/[{}]/.test(name))
    return broken('issuer', {
      says,
      do: 'Give the issuer of your own tenant. For all tenants of Microsoft Entra ID there is `@tessera/core/providers/entra-id`.',
      code,
    })
  return broken('issuer', {
    says,
    do: 'If that is the server you mean, give the issuer as it spells it. If not, do not trust it.',
    code,
  })
}

/** Whoever gives the metadata is believed, so that only what id_tokens say is compared. */
export function givenIssuerFinding({ issuer, quirks }: Subject, named: unknown): Finding {
  if (named === issuer) return issuerFinding(issuer, named)
  const names = [issuer, ...(quirks?.issuers ?? [])].join(', ')
  if (quirks?.withoutIdToken || quirks?.issuers)
    return fine(
      'issuer',
      `You have given the metadata yourself, so the server’s own name is not compared. Yours: ${names}`,
    )
  return warning('issuer', {
    says: `You have given the metadata yourself. The server’s own name another issuer than yours: ${harmless(named, []) ?? 'none'}`,
    do: `See that id_tokens name one of these, or they are refused: ${names}`,
    code: 'id_token_invalid',
  })
}

function difference(given: string, named: string): string {
  const withoutSlash = (text: string) => text.replace(/\/$/, '')
  const withoutScheme = (text: string) => text.replace(/^https?:/i, '')
  if (/[{}]/.test(named)) return 'it has a placeholder for the tenant.'
  if (withoutSlash(given) === withoutSlash(named)) return 'only the slash at the end differs.'
  if (withoutScheme(given) === withoutScheme(named)) return 'only http and https differ.'
  if (given.toLowerCase() === named.toLowerCase()) return 'only capital letters differ.'
  if (URL.canParse(named) && new URL(given).origin === new URL(named).origin) return 'only the path differs.'
  return 'that is another server, or another name of it.'
}
