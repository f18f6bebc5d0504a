import { checkAsking } from './check-asking.js'
import { checkDisplacing } from './check-displacing.js'
import { checkEnd } from './check-end.js'
import { checkSpend } from './check-spend.js'
import { checkWrite } from './check-write.js'
import type { Happening, Of } from './history.js'
import { type Circumstances, met, tries, wasStoreDown } from './past.js'

/** Holds a happening against the promises. What a caller is promised, `tab.ts` sees to. */
export function check(circumstances: Circumstances, happening: Happening): void {
  if (happening.what === 'sent') checkSpend(circumstances, happening)
  if (happening.what === 'asked') checkAsking(circumstances, happening)
  if (happening.what === 'displaced') checkDisplacing(circumstances, happening)
  if (happening.what === 'revoked') checkRevocation(circumstances, happening)
  if (happening.what !== 'wrote') return
  checkWrite(circumstances, happening)
  if (happening.before.state === 'active' && happening.after.state !== 'active') checkEnd(circumstances, happening)
}

/**
 * After the store knows, or after it has failed so often that the realm gave up: whoever signs out with a full disk is signed out there.
 * What can be asked for again, another realm may have begun again meanwhile.
 */
function checkRevocation(
  { schedule, server, past, broken }: Circumstances,
  { realm, token, stored }: Of<'revoked'>,
): void {
  const family = server.familyOf(stored.secrets.refresh)
  const vain = past.filter(told => told.what === 'met' && told.realm === realm && told.step === 'end')
  const isKept = stored.state === 'active' && family !== undefined && family === server.familyOf(token)
  const isBegunAgain = schedule.grant !== 'user' && met(past, 'is answered for somebody else') > 0
  if (isKept && !isBegunAgain && vain.length < tries && !wasStoreDown(past))
    broken(13, `${realm} revoked ${token} while its session was active`)
}
