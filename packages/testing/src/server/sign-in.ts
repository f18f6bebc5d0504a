import type { Demand } from './authorization-request.js'
import type { Ground } from './ground.js'
import { Refusal } from './refusal.js'
import type { SignedIn, Visitor } from './visitor.js'

/** Signs the visitor in, unless they are already. Throws `login_required` or `access_denied` (OpenID Connect Core §3.1.2.6). */
export function signIn({ users, session, wall }: Ground, { page, maxAge }: Demand, { as, deny }: Visitor): SignedIn {
  const { current } = session
  const recent = current && wall() - current.authTime <= maxAge ? current : undefined
  if (page === 'must not') {
    if (recent) return recent
    throw new Refusal('login_required', 'nobody is signed in at the server, or not as lately as max_age wants')
  }
  const subject = as ?? current?.subject ?? users[0]?.sub
  if (subject === undefined || !users.some(({ sub }) => sub === subject))
    throw new RangeError(`The server knows no user ${subject}.`)
  if (deny) throw new Refusal('access_denied', 'the user denied')
  if (recent?.subject === subject && page === 'may') return recent
  session.current = { subject, authTime: wall() }
  return session.current
}
