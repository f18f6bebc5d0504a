import { checkDisplacing } from './check-displacing.js'
import { checkEnd } from './check-end.js'
import { checkSpend } from './check-spend.js'
import { checkWrite } from './check-write.js'
import type { Happening, Of } from './history.js'
import type { Circumstances } from './past.js'

/** Holds a happening against the promises. What a caller is promised, `tab.ts` sees to. */
export function check(circumstances: Circumstances, happening: Happening): void {
  if (happening.what === 'sent') checkSpend(circumstances, happening)
  if (happening.what === 'displaced') checkDisplacing(circumstances, happening)
  if (happening.what === 'revoked') checkRevocation(circumstances, happening)
  if (happening.what !== 'wrote') return
  checkWrite(circumstances, happening)
  if (happening.before.state === 'active' && happening.after.state !== 'active') checkEnd(circumstances, happening)
}

function checkRevocation({ server, broken }: Circumstances, { realm, token, stored }: Of<'revoked'>): void {
  const family = server.familyOf(stored.secrets.refresh)
  if (stored.state === 'active' && family && family === server.familyOf(token))
    broken(13, `${realm} revoked ${token} while its session was active`)
}
