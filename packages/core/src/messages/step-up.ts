import { OAuthError } from '../errors.js'
import { challengesIn } from './challenge.js'

const readable = /^[!#-[\]-~]+( [!#-[\]-~]+)*$/

/** The error by which a resource wants a user to sign in more strongly or more recently (RFC 9470 §3), if its challenge says that. */
export function stepUpIn(header: string, origin: string, accessToken: string): OAuthError | undefined {
  const challenge = challengesIn(header).find(
    ({ parameters }) => parameters.get('error') === 'insufficient_user_authentication',
  )
  if (!challenge) return undefined
  const acrValues = challenge.parameters.get('acr_values') ?? ''
  const seconds = challenge.parameters.get('max_age')
  const isHarmless = acrValues.length <= 300 && readable.test(acrValues) && !acrValues.includes(accessToken)
  const facts = {
    origin,
    acrValues: isHarmless ? acrValues : undefined,
    maxAge: seconds !== undefined && /^\d{1,10}$/.test(seconds) ? Number(seconds) * 1000 : undefined,
  }
  return new OAuthError('step_up_required', facts, { serverError: 'insufficient_user_authentication' })
}
