import { decodeJwt } from 'jose'
import type { Endpoint } from './ground.js'
import { leadBack, page } from './page.js'
import { Refusal } from './refusal.js'

/** RP-Initiated Logout §2 and §3: leads back to a registered address only. Tokens end by expiry or by revocation. */
export const endSessionEndpoint: Endpoint = async ({ clients, session }, request) => {
  const asked = new URL(request.url).searchParams
  const hint = asked.get('id_token_hint')
  const id = asked.get('client_id') ?? (hint ? audienceOf(hint) : undefined)
  const client = clients.find(({ clientId }) => clientId === id)
  const address = asked.get('post_logout_redirect_uri')
  if (address && !client?.redirectUris?.includes(address))
    return page(`${address} is not a redirect URI of ${id}.`, 400)
  session.current = undefined
  if (!address) return page('Signed out.')
  return leadBack(address, 'query', { state: asked.get('state') ?? undefined })
}

/** An id_token that has expired still says whose it was (RP-Initiated Logout §4). Throws `invalid_request`. */
function audienceOf(hint: string): unknown {
  try {
    return decodeJwt(hint).aud
  } catch {
    throw new Refusal('invalid_request', 'the id_token_hint is no id_token')
  }
}
