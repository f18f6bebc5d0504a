import type { Granted } from './access-tokens.js'
import { json } from './answer.js'
import { authenticated } from './clients.js'
import type { Endpoint, Ground } from './ground.js'
import { formOf, required } from './parameters.js'
import { Refusal } from './refusal.js'

/** RFC 7662 §2: every confidential client may ask what a token is worth, for it may be a resource's own. */
export const introspectionEndpoint: Endpoint = async (ground, request) => {
  const form = await formOf(request)
  const { clientSecret } = authenticated(ground.clients, request.headers, form)
  if (clientSecret === undefined) throw new Refusal('invalid_client', 'the client has no secret', 401)
  const token = required(form, 'token')
  return json(ofAccessToken(ground, token) ?? ofRefreshToken(ground, token) ?? { active: false })
}

function ofAccessToken({ issuer, accessTokens }: Ground, token: string): object | undefined {
  const known = accessTokens.find(token)
  if (!known) return undefined
  const times = { iat: seconds(known.issuedAt), exp: seconds(known.expiresAt) }
  return { ...claims(issuer, known), ...times, token_type: 'Bearer' }
}

function ofRefreshToken({ issuer, families }: Ground, token: string): object | undefined {
  const known = families.find(token)
  const isGood = known?.spentAt === undefined && known && families.isAlive(known.family)
  return isGood ? claims(issuer, known.family) : undefined
}

function claims(iss: string, { clientId, subject, scope, resources }: Granted): object {
  const aud = resources.length > 1 ? resources : resources[0]
  return { active: true, iss, client_id: clientId, sub: subject, scope: scope || undefined, aud }
}

function seconds(milliseconds: number): number {
  return Math.floor(milliseconds / 1000)
}
