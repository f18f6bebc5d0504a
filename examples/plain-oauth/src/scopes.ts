/** The identifiers of the resources: each access token is for one of them. */
export interface Resources {
  readonly api: string
  readonly billing: string
}

const known: readonly string[] = ['profile', 'email', 'orders.read', 'orders.write', 'billing.read']
const usual: readonly string[] = ['orders.read']

/** What is granted when this is asked for, or `undefined` when nobody knows one of them; `openid` is not known here. */
export function grantedScopes(asked: readonly string[] = usual): readonly string[] | undefined {
  return asked.every(scope => known.includes(scope)) ? asked : undefined
}

/** Whose scopes they are. */
export function audienceOf({ api, billing }: Resources, scopes: readonly string[]): string {
  return scopes.includes('billing.read') ? billing : api
}
