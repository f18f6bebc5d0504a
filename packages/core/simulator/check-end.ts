import type { Of } from './history.js'
import { asked, type Circumstances, met, refusals, spends } from './past.js'

/** A session ends: by a named outcome that the history justifies. */
export function checkEnd(circumstances: Circumstances, wrote: Of<'wrote'>): void {
  const { past, broken } = circumstances
  const { realm, after } = wrote
  switch (after.state) {
    case 'signed-out':
      if (asked(past, realm, /sign out/) === 0) broken(7, `${realm} signed out, and nobody asked it to`)
      return
    case 'subject-mismatch':
      if (met(past, 'is answered for somebody else') === 0) broken(7, `${realm} saw somebody else where nobody was`)
      return
    case 'store-gone':
      if (met(past, 'reads garbage') === 0) broken(7, `${realm} gave a store up that could be read`)
      return
    case 'refused':
    case 'answer-lost':
      checkRefusal(circumstances, wrote)
      return
    default:
      broken(7, `${realm} ended the session as ${after.state}`)
  }
}

/** All that was known had been refused, more than once, and for a cause. Two lagging replicas in a row deceive anybody. */
function checkRefusal({ schedule, server, past, broken }: Circumstances, { realm, before, after }: Of<'wrote'>): void {
  const { refresh = '', spares } = before.secrets
  const good = [refresh, ...spares].find(server.isGood)
  const isDeceived = met(past, 'meets a replica that lags') > 1
  if (good && !isDeceived) broken(8, `${realm} gave up while ${good} was still good`)
  if (refusals(past, refresh) < 2 && !isDeceived) broken(8, `${realm} believed the first refusal of ${refresh}`)
  const revoked = server.familyOf(refresh)?.revoked
  if (good || revoked === 'forgotten' || revoked === 'by its client') return
  if (schedule.server === 'grace' || schedule.server === 'static')
    broken(7, `${realm} lost the session at a server that forgives`)
  if (spends(past, refresh).length < 2 && met(past, 'is sent twice by the transport') === 0)
    broken(7, `${realm} ended the session as ${after.state} without a cause`)
}
