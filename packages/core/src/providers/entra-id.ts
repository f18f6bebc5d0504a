export type { KnownProvider, Provider } from './provider.js'

import { OAuthError } from '../errors.js'
import type { JsonObject } from '../messages/json.js'
import type { Jwk } from '../messages/key-set.js'
import type { KnownProvider, Provider } from './provider.js'

/** A client of one tenant of Microsoft Entra ID. */
export interface EntraTenant {
  /** Its id, a UUID: tokens name it, and not the tenant's domain. */
  readonly tenant: string
  readonly clientId: string
}

/** A client that several tenants of Microsoft Entra ID may use. */
export interface EntraTenants {
  /** Ids of the tenants whose users are welcome. All others are turned away. */
  readonly tenants: readonly string[]
  readonly clientId: string
  /** Which accounts Microsoft offers the user: `organizations` unless given. */
  readonly accounts?: 'organizations' | 'common' | 'consumers' | undefined
}

const authority = 'https://login.microsoftonline.com'

/** The tenant of all personal Microsoft accounts. */
export const personalAccounts = '9188040d-6c67-4c5b-b112-36a304b66dad'

/** A refresh token comes with the scope `offline_access`. Throws `invalid_options` unless the tenant is a UUID. */
export function entraId({ tenant, clientId }: EntraTenant): Provider {
  return { issuer: issuerOf(tenant), clientId }
}

/**
 * Microsoft's discovery document for several tenants names the issuer `…/{tenantid}/v2.0`, which no id_token ever does: each names
 * the tenant of its user. So the server is known without it, and these tenants are the issuers, each one exactly. A key is taken
 * only for the issuer that it names.
 * Throws `invalid_options` unless there is a tenant and each is a UUID.
 */
export function entraIdTenants({ tenants, clientId, accounts = 'organizations' }: EntraTenants): KnownProvider {
  if (tenants.length === 0) throw new OAuthError('invalid_options', { name: 'tenants' })
  const base = `${authority}/${accounts}`
  const issuer = `${base}/v2.0`
  return {
    issuer,
    clientId,
    server: {
      issuer,
      authorizationEndpoint: `${base}/oauth2/v2.0/authorize`,
      tokenEndpoint: `${base}/oauth2/v2.0/token`,
      jwksUri: `${base}/discovery/v2.0/keys`,
      userinfoEndpoint: 'https://graph.microsoft.com/oidc/userinfo',
      endSessionEndpoint: `${base}/oauth2/v2.0/logout`,
      tokenEndpointAuthMethodsSupported: ['client_secret_post', 'private_key_jwt'],
    },
    quirks: { issuers: tenants.map(issuerOf), isKeyOf },
  }
}

/** A key names the one tenant that it is for, or all of them by a template, which the tenant that the id_token names fills in. */
function isKeyOf({ issuer }: Jwk, { iss, tid }: JsonObject): boolean {
  if (typeof issuer !== 'string' || typeof tid !== 'string') return false
  return iss === `${authority}/${tid}/v2.0` && iss === issuer.replace('{tenantid}', tid)
}

function issuerOf(tenant: string): string {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(tenant))
    throw new OAuthError('invalid_options', { name: 'tenant' })
  return `${authority}/${tenant.toLowerCase()}/v2.0`
}
