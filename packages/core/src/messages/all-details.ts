import type { AuthorizationDetailsParameter } from '../want.js'

/** All authorization details as one parameter, none twice. */
export function together(
  all: readonly (AuthorizationDetailsParameter | undefined)[],
): AuthorizationDetailsParameter | undefined {
  const said = [...new Set(all)].flatMap(details => details?.slice(1, -1) ?? [])
  return said.length > 0 ? (`[${said}]` as AuthorizationDetailsParameter) : undefined
}
