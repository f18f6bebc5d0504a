import { OAuthError } from '../src/errors.js'
import type { Wanted } from '../src/session/grant-record.js'
import { type Outcome, outcomeOf } from '../src/session/obtain.js'
import { refused } from './authorization-server.js'
import type { Fault } from './schedule.js'

/** The request arrives at the authorization server. */
type Reach = (want: Wanted, isForSomebodyElse?: boolean) => Outcome

/** What a realm hears of a request for tokens, and what the authorization server made of it. */
export function answerTo(reach: Reach, want: Wanted, fault: Fault | undefined): Outcome {
  switch (fault) {
    case 'loses the request':
      return outcomeOf(new OAuthError('network_failed'))
    case 'loses the answer':
      reach(want)
      return outcomeOf(new OAuthError('network_failed'))
    case 'is sent twice by the transport':
      reach(want)
      return reach(want)
    case 'is answered 5xx':
      return outcomeOf(new OAuthError('server_failed'))
    case 'is answered 429':
      return outcomeOf(new OAuthError('rate_limited'))
    case 'never leaves':
      return outcomeOf(new OAuthError('network_failed', { unsent: true }))
    case 'is called a wrong client':
      return outcomeOf(new OAuthError('client_refused'))
    case 'meets a replica that lags':
      return refused()
    case 'is answered for somebody else':
      return reach(want, true)
    default:
      return reach(want)
  }
}
