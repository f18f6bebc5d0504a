import { type KeyOptions, withFittingKeys } from '../endpoints/fitting-keys.js'
import { type ExpectedIdToken, verifyIdToken } from '../messages/id-token.js'
import type { Client } from '../messages/registration.js'
import { systemClock } from '../ports/clock.js'
import type { User } from '../token-set.js'

/** What an id_token must say beyond who issued it to whom. */
export type Expectations = Omit<ExpectedIdToken, 'keys' | 'wall'>

/** Whether an id_token must come: without one none of these can be verified. */
export function isDemanded({ nonce, acrValues, maxAge }: Expectations): boolean {
  return nonce !== undefined || Boolean(acrValues) || maxAge !== undefined
}

/** Answers the user of an id_token. Throws `id_token_invalid`, or as `fetchKeys`. */
export async function identify(
  client: Client,
  idToken: string,
  expectations: Expectations,
  options: KeyOptions,
): Promise<User> {
  const { clock = systemClock } = options
  const expected = { ...expectations, wall: clock.wall() }
  return withFittingKeys(client.server, options, keys => verifyIdToken(idToken, client, { ...expected, keys }))
}
