import { type GrantIdentity, grantKey } from './grant-record.js'

/** What our states begin with, so that a callback tells at once whose it is: this issuer's and this client's, or somebody else's. */
export function stateMarker(identity: GrantIdentity): string {
  return `tsr.${fowlerNollVo(grantKey(identity)).toString(36)}.`
}

/** The state in an authorization response of ours, at the redirect URI; `undefined` if the address is none. */
export function ownState(address: string, redirectUri: string, marker: string): string | undefined {
  const [place, ...parameters] = address.split(/[?#&]/)
  if (place !== new URL(redirectUri).href.split(/[?#]/)[0]) return undefined
  return parameters.find(found => found.startsWith(`state=${marker}`))?.slice('state='.length)
}

/** FNV-1a, 32 bits: an identifier, not a protection. */
function fowlerNollVo(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  return hash >>> 0
}
