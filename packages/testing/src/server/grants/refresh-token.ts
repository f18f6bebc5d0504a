import { required } from '../parameters.js'
import { Refusal } from '../refusal.js'
import { familyAnswer } from '../token-answer.js'
import type { Grant } from './grant.js'

/** RFC 6749 §6: every refresh token is spent by its use. More scope than was granted is refused before. */
export const refreshToken: Grant = async (ground, { clientId }, form) => {
  const spent = required(form, 'refresh_token')
  const granted = ground.families.find(spent)?.family
  const scope = form.get('scope') ?? granted?.scope ?? ''
  if (granted && !isWithin(scope, granted.scope)) throw new Refusal('invalid_scope', 'it is more than was granted')
  const family = ground.families.spend(spent, clientId)
  const named = form.getAll('resource')
  return familyAnswer(ground, family, { scope, resources: named.length > 0 ? named : family.resources })
}

function isWithin(scope: string, granted: string): boolean {
  const all = new Set(granted.split(' '))
  return scope.split(' ').every(word => all.has(word))
}
