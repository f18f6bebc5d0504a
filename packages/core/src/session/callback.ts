import type { GrantIdentity } from './grant-record.js'

/** Where an authorization server puts its response: in the query (RFC 6749 §4.1.2) or in the fragment (§4.2.2). */
export type ResponseMode = 'query' | 'fragment'

/** What our states begin with, so that a callback tells at once whose it is: this issuer's and this client's, or somebody else's. */
export function stateMarker({ issuer, client, slot }: GrantIdentity): string {
  return `tsr.${fowlerNollVo(JSON.stringify([issuer, client, slot])).toString(36)}.`
}

/** The state in an authorization response of ours, or `undefined` if the address is none. */
export function ownState(address: string, redirectUri: string, mode: ResponseMode, marker: string): string | undefined {
  const url = new URL(address)
  const expected = new URL(redirectUri)
  const state = new URLSearchParams(mode === 'query' ? url.search : url.hash.slice(1)).get('state')
  if (url.origin !== expected.origin || url.pathname !== expected.pathname) return undefined
  return state?.startsWith(marker) ? state : undefined
}

/** FNV-1a, 32 bits: an identifier, not a protection. */
function fowlerNollVo(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}
