import { endpointOf, getRequest } from '../endpoints/request.js'
import type { Case } from './case.js'
import { isOwn, isReadable, isSeen, mayBeSent } from './cross-origin.js'
import { broken, type Finding, fine, type Trouble, unknown, warning } from './finding.js'
import { type Ground, isThere, look, type PagePlace } from './look.js'

/** Whether pages may ask for user info, which needs a permission of its own (CORS). A token that nobody gave is sent for this. */
export async function userinfoFindings({ server, subject, ground }: Case): Promise<readonly Finding[]> {
  const { userinfoEndpoint } = server
  const { page } = ground
  if (!page || userinfoEndpoint === undefined) return []
  const address = endpointOf(userinfoEndpoint, 'userinfo')
  if (isOwn(address, page)) return []
  return [await userinfoFinding(address, page, subject.quirks?.withoutIdToken ? broken : warning, ground)]
}

async function userinfoFinding(
  address: string,
  page: PagePlace,
  trouble: typeof broken,
  ground: Ground,
): Promise<Finding> {
  const sight = await look(getRequest(address, new Headers({ authorization: 'Bearer made-up' })), ground)
  const isReached = sight.status !== undefined || (page.isHere && (await isThere(address, ground)))
  if (!isReached) return unknown('cors', `The user info endpoint ${address} could not be reached.`)
  if (!isReadable(sight, page) || !(await mayBeSent('authorization', 'GET', address, ground)))
    return trouble('cors', forbidden(address, page))
  if (sight.status === 401 && !isSeen(sight, 'www-authenticate', page)) return warning('cors', unseen(address, page))
  return fine('cors', `The pages of ${page.origin} may ask ${address}`)
}

function forbidden(address: string, { origin }: PagePlace): Trouble {
  return {
    says: `The pages of ${origin} may not send an access token to ${address} (CORS).`,
    do: `Let the server allow ${origin} and the header Authorization there. Where id_tokens say who the user is, only your own calls need it.`,
    code: 'network_failed',
  }
}

function unseen(address: string, { origin }: PagePlace): Trouble {
  return {
    says: `The pages of ${origin} do not see why ${address} refuses a token: its header \`WWW-Authenticate\` is missing or hidden.`,
    do: 'Let the server name `WWW-Authenticate` in Access-Control-Expose-Headers.',
  }
}
