import { broken, type Check, type Finding, failing } from './finding.js'
import { type Ground, isThere, type UnansweredSight } from './look.js'

/** What the platform calls a failure before anything was sent, and what it means. */
const reasons: readonly (readonly [code: RegExp, says: string, remedy: string])[] = [
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'No server of this name was found', 'Correct the name, or see to this machine’s DNS.'],
  [/^ECONNREFUSED$/, 'Nothing listens', 'Start the server, or correct host and port.'],
  [
    /CERT|TLS|SELF_SIGNED/,
    'The certificate is not trusted here',
    'Have it issued by an authority that this machine trusts, or make its authority known here.',
  ],
]

/** Why there is no answer; in a page it may be that there is one, which the page may not read. */
export async function unanswered(
  check: Check,
  { address, failure }: UnansweredSight,
  ground: Ground,
): Promise<Finding> {
  const { origin } = new URL(address)
  const { page } = ground
  const reason = String(failure.facts.reason ?? '')
  const [, known, remedy = ''] = reasons.find(([code]) => code.test(reason)) ?? []
  if (known) return broken(check, { says: `${known}: ${address} (${reason})`, do: remedy, code: failure.code })
  const mayBeHidden = failure.code === 'network_failed' && page?.isHere && page.origin !== origin
  if (mayBeHidden && (await isThere(address, ground))) return hidden(address, page.origin)
  return failing(check, failure, `There was no answer that could be used from ${address}:`)
}

/** CORS keeps an answer from a page. */
export function hidden(address: string, origin: string): Finding {
  return broken('cors', {
    says: `${address} answers, but the pages of ${origin} may not read what (CORS).`,
    do: `Register ${origin} at the authorization server as an origin that may call it, so that it sends Access-Control-Allow-Origin.`,
    code: 'network_failed',
  })
}
