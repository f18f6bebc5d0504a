import { OAuthError } from './errors.js'
import { detailsIn } from './messages/authorization-details.js'
import { isStrings } from './messages/json.js'
import type { AuthorizationDetail } from './token-set.js'
import type { AuthorizationDetailsParameter } from './want.js'

export type { AuthorizationDetail } from './token-set.js'
export type { AuthorizationDetailsParameter } from './want.js'

/** One thing that a client wants to be allowed: a type, the members that all types share, and those of its own (RFC 9396 §2). */
export interface RequestedDetail extends AuthorizationDetail {
  /** Where, as URLs of resources. */
  readonly locations?: readonly string[]
  readonly actions?: readonly string[]
  readonly datatypes?: readonly string[]
  readonly identifier?: string
  readonly privileges?: readonly string[]
}

/**
 * What a client wants to be allowed, in more words than scopes have (RFC 9396): for a resource, a sign-in or a grant. It is written down at
 * once, so later changes of the objects change no request. Throws `invalid_options` when there is nothing, something that JSON cannot
 * say or that has no type, or a shared member of another kind.
 */
export function authorizationDetails(...details: readonly RequestedDetail[]): AuthorizationDetailsParameter {
  const text = written(details)
  if (details.length === 0 || !isWhole(text)) throw new OAuthError('invalid_options', { name: 'authorizationDetails' })
  return text
}

function written(details: readonly RequestedDetail[]): string | undefined {
  try {
    return JSON.stringify(details)
  } catch {
    return undefined
  }
}

function isWhole(text: string | undefined): text is AuthorizationDetailsParameter {
  return text !== undefined && detailsIn(JSON.parse(text))?.every(hasUsualMembers) === true
}

function hasUsualMembers({ identifier = '', ...members }: AuthorizationDetail): boolean {
  const { locations = [], actions = [], datatypes = [], privileges = [] } = members
  return typeof identifier === 'string' && [locations, actions, datatypes, privileges].every(isStrings)
}
