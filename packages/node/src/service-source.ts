import { OAuthError } from '@tessera/core'
import { authenticationOf, type Credentials } from '@tessera/core/client-authentication'
import { type Resources, type TokenSource, tokenSource } from '@tessera/core/session'
import { type ClientOptions, type GrantKind, keptGrant } from './kept-grant.js'

/** What a service says of its client, and how it says who it is. */
export type ServiceOptions<R extends Resources> = ClientOptions<R> & Credentials

/** A source of the tokens of a grant. Throws as {@link keptGrant}. */
export function serviceSource<R extends Resources>(
  options: ServiceOptions<R>,
  kind: GrantKind,
): TokenSource<keyof R & string> {
  // As of a variable that nobody set: no service is a public client without saying so.
  if (!options.authentication && options.clientSecret === undefined)
    throw new OAuthError('invalid_options', { name: 'clientSecret' })
  const { rotation, resources, ground } = keptGrant(options, authenticationOf(options), kind)
  return tokenSource(rotation.token, resources, ground.loadProof)
}
