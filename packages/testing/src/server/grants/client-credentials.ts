import { Refusal } from '../refusal.js'
import { accessAnswer } from '../token-answer.js'
import type { Grant } from './grant.js'

/** RFC 6749 §4.4: for confidential clients only, and without a refresh token. */
export const clientCredentials: Grant = async (ground, { clientId, clientSecret }, form) => {
  if (clientSecret === undefined) throw new Refusal('unauthorized_client', 'the client has no secret')
  return accessAnswer(ground, { clientId, scope: form.get('scope') ?? '', resources: form.getAll('resource') })
}
