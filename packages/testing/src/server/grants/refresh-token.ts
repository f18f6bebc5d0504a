import type { Granted } from '../access-tokens.js'
import { required } from '../parameters.js'
import { Refusal } from '../refusal.js'
import { resourcesOf } from '../resources.js'
import { familyAnswer } from '../token-answer.js'
import type { Grant } from './grant.js'

/** RFC 6749 §6: every refresh token is spent by its use. More than was granted is refused before. */
export const refreshToken: Grant = async (ground, { clientId }, form) => {
  const spent = required(form, 'refresh_token')
  const known = ground.families.find(spent)
  const wanted = known && { scope: scopeOf(form, known.family), resources: resourcesOf(form, known.family) }
  return familyAnswer(ground, ground.families.spend(spent, clientId), wanted)
}

/** The part of the granted scope that a form asks for, or all where it names none. Throws `invalid_scope`. */
function scopeOf(form: URLSearchParams, { scope: granted }: Granted): string {
  const scope = form.get('scope') ?? granted
  const all = new Set(granted.split(' '))
  if (scope.split(' ').every(word => all.has(word))) return scope
  throw new Refusal('invalid_scope', `${scope} is more than was granted`)
}
