import { OAuthError } from '@tessera/core'
import { systemClock, type UserAgent, within } from '@tessera/core/platform'
import { handedOver } from './handover.js'

const patience = 10_000

/**
 * A hidden frame, for requests that show nothing (`prompt=none`, OpenID Connect Core §3.1.2.1). An authorization server that refuses
 * to be framed gives no answer: after ten seconds that is `timed_out`. Throws `invalid_options` for any other prompt.
 */
export function silentIframe(prompt: string | undefined): UserAgent {
  if (prompt !== 'none') throw new OAuthError('invalid_options', { name: 'prompt' })
  const frame = document.createElement('iframe')
  frame.hidden = true

  return {
    open: async (request, state = '') => {
      const answer = handedOver(state)
      try {
        frame.src = request
        document.body.append(frame)
        const address = await within(systemClock, patience, answer.address)
        if (address === undefined) throw new OAuthError('timed_out', { origin: new URL(request).origin })
        return address
      } finally {
        answer.stop()
      }
    },
    close: () => frame.remove(),
  }
}
