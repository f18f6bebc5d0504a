import type { Auth } from '@tessera/core/auth'

/**
 * For the page that the authorization server loads in a hidden frame when the user signs out there (OpenID Connect Front-Channel Logout §3):
 * ends the session in every tab if the address names the issuer and the `sid` of its id_token, each once, and answers whether it did. Any
 * other address does nothing. Takes the options of `createAuth`; rejects as `signOut`.
 */
export async function frontChannelLogout(
  auth: Pick<Auth, 'ready' | 'signOut'>,
  { issuer }: { readonly issuer: string },
  address: string = location.href,
): Promise<boolean> {
  const said = new URL(address).searchParams
  const { user } = await auth.ready()
  const isMeant = isOnly(issuer, said.getAll('iss')) && isOnly(user?.sid, said.getAll('sid'))
  if (isMeant) await auth.signOut()
  return isMeant
}

function isOnly(expected: unknown, [named, ...more]: readonly string[]): boolean {
  return named !== undefined && named === expected && more.length === 0
}
