import type { Ground } from './ground.js'
import { Refusal } from './refusal.js'
import type { SignedIn, Visitor } from './visitor.js'

/** Signs the visitor in, unless they are. Without a prompt nobody can be asked (OpenID Connect Core §3.1.2.6). */
export function signIn({ users, session, wall }: Ground, prompt: string | undefined, { as, deny }: Visitor): SignedIn {
  const { current } = session
  if (prompt === 'none') {
    if (current) return current
    throw new Refusal('login_required', 'nobody is signed in at the server')
  }
  const subject = as ?? current?.subject ?? users[0]?.sub
  if (subject === undefined || !users.some(({ sub }) => sub === subject))
    throw new RangeError(`The server knows no user ${subject}.`)
  if (deny) throw new Refusal('access_denied', 'the user denied')
  if (current?.subject === subject && prompt !== 'login') return current
  session.current = { subject, authTime: wall() }
  return session.current
}
