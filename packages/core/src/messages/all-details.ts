import type { AuthorizationDetails } from '../token-set.js'

/** All authorization details as one parameter, none twice. */
export function together(all: readonly (AuthorizationDetails | undefined)[]): AuthorizationDetails | undefined {
  const said = [...new Set(all)].flatMap(details => details?.slice(1, -1) ?? [])
  return said.length > 0 ? (`[${said}]` as AuthorizationDetails) : undefined
}
