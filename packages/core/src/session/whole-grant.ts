import { together } from '../messages/all-details.js'
import type { AuthorizationDetailsParameter } from '../want.js'
import type { DeclaredResource } from './resources.js'

/** What a user is asked to allow. */
export interface WholeGrant {
  readonly scope: string | undefined
  /** Resource indicators (RFC 8707 §2). */
  readonly resources: readonly string[]
  readonly authorizationDetails: AuthorizationDetailsParameter | undefined
}

/** All that the resources need, together with more scopes and authorization details. */
export function wholeGrant(
  declared: readonly DeclaredResource[],
  scopes: readonly (string | undefined)[],
  authorizationDetails?: AuthorizationDetailsParameter,
): WholeGrant {
  const wants = declared.map(({ want }) => want)
  const all = new Set([...scopes, ...wants.map(({ scope }) => scope)].flatMap(scope => scope?.split(' ') ?? []))
  return {
    scope: [...all].filter(Boolean).join(' ') || undefined,
    resources: wants.flatMap(({ resource }) => resource ?? []),
    authorizationDetails: together([...wants.map(want => want.authorizationDetails), authorizationDetails]),
  }
}
