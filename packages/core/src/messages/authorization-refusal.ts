import { harmless } from './server-words.js'

/** What a server refuses only because it may not show anything (OpenID Connect Core §3.1.2.6). */
const wantsUser = ['login_required', 'consent_required', 'interaction_required', 'account_selection_required']

/** The server's word for why an answer in an address is a refusal; none for an answer that only wants the user to be there. */
export function refusalIn(
  address: URL,
): { readonly word: string; readonly description: string | undefined } | undefined {
  const [query, fragment] = [address.searchParams, new URLSearchParams(address.hash.slice(1))]
  const said = query.has('error') ? query : fragment
  const word = said.get('error')
  if (word === null || wantsUser.includes(word)) return undefined
  return { word: harmless(word, []) ?? 'an error', description: harmless(said.get('error_description'), []) }
}
