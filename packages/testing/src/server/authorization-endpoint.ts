import type { TestClient } from './clients.js'
import type { Family } from './families.js'
import type { Endpoint, Ground } from './ground.js'
import { idToken } from './id-token.js'
import { leadBack, page } from './page.js'
import { Refusal } from './refusal.js'
import { accessAnswer } from './token-answer.js'
import type { Visitor } from './visitor.js'

type Answer = Readonly<Record<string, string | number | undefined>>

/** RFC 6749 §3.1. A request that does not say for certain where to lead back to is answered with a page (§3.1.2.4). */
export const authorizationEndpoint: Endpoint = async (ground, request, visitor) => {
  const asked = new URL(request.url).searchParams
  const client = ground.clients.find(({ clientId }) => clientId === asked.get('client_id'))
  if (!client) return page('The client is unknown.', 400)
  const redirectUri = asked.get('redirect_uri') ?? ''
  if (!client.redirectUris?.includes(redirectUri)) return page('The redirect URI is not registered.', 400)

  const part = asked.get('response_type')?.includes('token') ? 'fragment' : 'query'
  const returned = { state: asked.get('state') ?? undefined, iss: ground.issuer }
  try {
    const answer = await answered(ground, client, asked, visitor)
    return leadBack(redirectUri, part, { ...answer, ...returned })
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown
    return leadBack(redirectUri, part, { error: thrown.error, ...returned })
  }
}

async function answered(
  ground: Ground,
  { clientId }: TestClient,
  asked: URLSearchParams,
  visitor: Visitor,
): Promise<Answer> {
  checkRequest(asked)
  const signedIn = signIn(ground, asked.get('prompt'), visitor)
  const scope = asked.get('scope') ?? ''
  const family = ground.families.begin({ clientId, ...signedIn, scope, resources: asked.getAll('resource') })
  const nonce = asked.get('nonce') ?? undefined
  if (asked.get('response_type') !== 'code') return tokens(ground, family, nonce, asked)
  const redirectUri = asked.get('redirect_uri') ?? ''
  return { code: ground.codes.issue({ family, redirectUri, codeChallenge: asked.get('code_challenge') ?? '', nonce }) }
}

/** A code always needs a challenge by S256 (RFC 9700 §2.1.1), an id_token in an address a nonce (OpenID Connect Core §3.2.2.1). */
function checkRequest(asked: URLSearchParams): void {
  for (const name of asked.keys())
    if (name !== 'resource' && asked.getAll(name).length > 1) throw new Refusal('invalid_request')
  switch (asked.get('response_type')) {
    case 'code':
      if (!asked.get('code_challenge') || asked.get('code_challenge_method') !== 'S256')
        throw new Refusal('invalid_request')
      return
    case 'id_token token':
      if (!asked.get('nonce')) throw new Refusal('invalid_request')
      return
    case 'token':
      return
    default:
      throw new Refusal('unsupported_response_type')
  }
}

/** Without a prompt nobody can be asked (OpenID Connect Core §3.1.2.6). */
function signIn({ users, session, wall }: Ground, prompt: string | null, { as, deny }: Visitor) {
  if (prompt === 'none') {
    if (session.current) return session.current
    throw new Refusal('login_required')
  }
  const subject = as ?? session.current?.subject ?? users[0]?.sub
  if (!users.some(({ sub }) => sub === subject) || subject === undefined)
    throw new RangeError(`The server knows no user ${subject}.`)
  if (deny) throw new Refusal('access_denied')
  session.current = { subject, authTime: wall() }
  return session.current
}

/** RFC 6749 §4.2.2, OpenID Connect Core §3.2.2.5. */
async function tokens(
  ground: Ground,
  family: Family,
  nonce: string | undefined,
  asked: URLSearchParams,
): Promise<Answer> {
  const answer = accessAnswer(ground, family, () => ground.families.isAlive(family))
  if (asked.get('response_type') === 'token') return { ...answer }
  return { ...answer, id_token: await idToken(ground, family, { accessToken: answer.access_token, nonce }) }
}
