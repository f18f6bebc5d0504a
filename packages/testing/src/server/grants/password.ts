import { required } from '../parameters.js'
import { Refusal } from '../refusal.js'
import { familyAnswer } from '../token-answer.js'
import type { Grant } from './grant.js'

/** RFC 6749 §4.3. */
export const password: Grant = async (ground, { clientId }, form) => {
  const [username, said] = [required(form, 'username'), required(form, 'password')]
  const user = ground.users.find(({ sub, password }) => sub === username && password === said)
  if (!user) throw new Refusal('invalid_grant', 'the username or the password is wrong')
  const granted = { scope: form.get('scope') ?? '', resources: form.getAll('resource') }
  const family = ground.families.begin({ clientId, subject: user.sub, ...granted, authTime: ground.wall() })
  return familyAnswer(ground, family)
}
