import { required } from '../parameters.js'
import { resourcesOf } from '../resources.js'
import { familyAnswer } from '../token-answer.js'
import type { Grant } from './grant.js'

/** RFC 6749 §4.1.3 with RFC 7636 §4.6. */
export const authorizationCode: Grant = async (ground, { clientId }, form) => {
  const shown = { clientId, redirectUri: form.get('redirect_uri'), codeVerifier: form.get('code_verifier') }
  const { family, nonce } = await ground.codes.redeem(required(form, 'code'), shown)
  return familyAnswer(ground, family, { nonce, resources: resourcesOf(form, family) })
}
