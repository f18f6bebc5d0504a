import type { Grant, Interaction, KoaContextWithOIDC, default as Provider } from 'oidc-provider'
import type { Clients } from './clients.ts'

export function asksForConsent(clients: Clients, clientId: string): boolean {
  return clientId === clients.thirdParty.id
}

/** A client of our own is granted what it asks for, without a page, so that prompt=none works from the first sign-in. */
export async function loadGrant(clients: Clients, ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { provider, client, session, account, result, requestParamOIDCScopes, requestParamScopes } = ctx.oidc
  if (client === undefined || session === undefined || account === undefined) return undefined

  const grantId = result?.consent?.grantId ?? session.grantIdFor(client.clientId)
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  if (asksForConsent(clients, client.clientId)) return known

  const grant = known ?? new provider.Grant({ clientId: client.clientId, accountId: account.accountId })
  grant.addOIDCScope(requestParamOIDCScopes)
  for (const [resource, server] of Object.entries(ctx.oidc.resourceServers ?? {})) {
    grant.addResourceScope(resource, requestParamScopes.intersection(server.scopes))
  }
  await grant.save()
  return grant
}

/** What a consent page asks for: the requested scopes that the user has not granted before. */
export function missingScopes({ prompt }: Interaction): readonly string[] {
  return [...openIdScopes(prompt.details), ...resourceScopes(prompt.details).flatMap(([, scopes]) => scopes)]
}

export async function grantMissingScopes(provider: Provider, interaction: Interaction): Promise<string> {
  const { grantId, session, params, prompt } = interaction
  const known = grantId === undefined ? undefined : await provider.Grant.find(grantId)
  const grant = known ?? new provider.Grant({ clientId: String(params.client_id), accountId: session?.accountId })
  grant.addOIDCScope(openIdScopes(prompt.details))
  for (const [resource, scopes] of resourceScopes(prompt.details)) grant.addResourceScope(resource, scopes)
  return grant.save()
}

function openIdScopes(details: Readonly<Record<string, unknown>>): string[] {
  return strings(details.missingOIDCScope)
}

function resourceScopes(details: Readonly<Record<string, unknown>>): readonly [string, string[]][] {
  return Object.entries(details.missingResourceScopes ?? {}).map(([resource, scopes]) => [resource, strings(scopes)])
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}
