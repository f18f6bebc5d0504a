import type { User } from '@tessera/core'

/** A user of the server: claims as OpenID Connect Core §5.1 names them. The name to sign in with is `sub`. */
export interface TestUser extends User {
  /** For the password grant. Without one, that grant refuses this user. */
  readonly password?: string
}

/** Which claims a scope asks for (OpenID Connect Core §5.4). Claims of no scope are always told. */
const claimsOfScopes: Readonly<Record<string, readonly string[]>> = {
  profile: [
    'name',
    'family_name',
    'given_name',
    'middle_name',
    'nickname',
    'preferred_username',
    'profile',
    'picture',
    'website',
    'gender',
    'birthdate',
    'zoneinfo',
    'locale',
    'updated_at',
  ],
  email: ['email', 'email_verified'],
  address: ['address'],
  phone: ['phone_number', 'phone_number_verified'],
}

/** What a scope lets a client know of a user. */
export function claimsOf(
  users: readonly TestUser[],
  subject: string,
  scope: string,
): Readonly<Record<string, unknown>> {
  const { password: _, ...claims } = users.find(({ sub }) => sub === subject) ?? { sub: subject }
  const asked = new Set(scope.split(' '))
  const hidden = new Set(Object.entries(claimsOfScopes).flatMap(([name, hides]) => (asked.has(name) ? [] : hides)))
  return Object.fromEntries(Object.entries(claims).filter(([name]) => !hidden.has(name)))
}
