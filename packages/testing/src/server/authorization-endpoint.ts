import { type AuthorizationRequest, parseAuthorizationRequest } from './authorization-request.js'
import type { Family } from './families.js'
import type { Endpoint, Ground } from './ground.js'
import { idToken } from './id-token.js'
import { leadBack, page } from './page.js'
import { Refusal } from './refusal.js'
import { signIn } from './sign-in.js'
import { accessAnswer } from './token-answer.js'

type Answer = Readonly<Record<string, string | number | undefined>>

/** RFC 6749 §3.1. A request that does not say for certain where to lead back to is answered with a page (§3.1.2.4). */
export const authorizationEndpoint: Endpoint = async (ground, request, visitor) => {
  const asked = new URL(request.url).searchParams
  const clientId = asked.get('client_id') ?? ''
  const redirectUri = asked.get('redirect_uri') ?? ''
  const client = ground.clients.find(client => client.clientId === clientId)
  if (!client) return page(`The client ${clientId} is unknown.`, 400)
  if (!client.redirectUris?.includes(redirectUri))
    return page(`${redirectUri} is not a redirect URI of ${clientId}.`, 400)

  const part = asked.get('response_type')?.includes('token') ? 'fragment' : 'query'
  const returned = { state: asked.get('state') ?? undefined, iss: ground.issuer }
  try {
    const parsed = parseAuthorizationRequest(asked)
    const { scope, resources, demand } = parsed
    const family = ground.families.begin({ clientId, scope, resources, ...signIn(ground, demand, visitor) })
    return leadBack(redirectUri, part, { ...(await granted(ground, family, parsed, redirectUri)), ...returned })
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    const { error, description: error_description } = thrown
    return leadBack(redirectUri, part, { error, error_description, ...returned })
  }
}

/** A code (RFC 6749 §4.1.2), or tokens at once (RFC 6749 §4.2.2, OpenID Connect Core §3.2.2.5). */
async function granted(
  ground: Ground,
  family: Family,
  asked: AuthorizationRequest,
  redirectUri: string,
): Promise<Answer> {
  if (asked.responseType === 'code') return { code: ground.codes.issue({ ...asked, family, redirectUri }) }
  const answer = { ...accessAnswer(ground, family, () => ground.families.isAlive(family)) }
  if (asked.responseType === 'token') return answer
  const { nonce } = asked
  return { ...answer, id_token: await idToken(ground, family, { accessToken: answer.access_token, nonce }) }
}
