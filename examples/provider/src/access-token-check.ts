import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose'
import { resourceServerClient } from './clients.ts'

/** Whose access tokens are accepted, and for whom they must be. */
export interface Trust {
  readonly issuer: string
  readonly audience: string
  readonly keys: JSONWebKeySet
}

export interface Caller {
  /** The user, or the client where no user is involved. */
  readonly subject: string
  readonly scopes: ReadonlySet<string>
}

/** The part of an introspection response (RFC 7662 §2.2) that decides. */
interface Introspection {
  readonly active: boolean
  readonly aud?: string
  readonly sub?: string
  readonly client_id?: string
  readonly scope?: string
}

/** Answers who presents an access token, or `undefined` when it must not be accepted. */
export type AccessTokenCheck = (token: string) => Promise<Caller | undefined>

export function accessTokenCheck(trust: Trust): AccessTokenCheck {
  const keys = createLocalJWKSet(trust.keys)
  return token => (token.includes('.') ? verified(trust, keys, token) : introspected(trust, token))
}

/** A signed token (RFC 9068): signature, issuer, audience and expiry are checked here. */
async function verified(
  { issuer, audience }: Trust,
  keys: ReturnType<typeof createLocalJWKSet>,
  token: string,
): Promise<Caller | undefined> {
  const checks = { issuer, audience, typ: 'at+jwt', clockTolerance: 0 }
  const result = await jwtVerify(token, keys, checks).catch(() => undefined)
  return result && { subject: String(result.payload.sub), scopes: scopesOf(result.payload.scope) }
}

/** An opaque token (RFC 7662): the authorization server is asked. Throws when it cannot be reached. */
async function introspected({ issuer, audience }: Trust, token: string): Promise<Caller | undefined> {
  const { id, secret } = resourceServerClient
  const headers = { authorization: `Basic ${btoa(`${id}:${encodeURIComponent(secret)}`)}` }
  const body = new URLSearchParams({ token })
  const response = await fetch(`${issuer}/token/introspection`, { method: 'POST', headers, body })
  const { active, aud, sub, client_id, scope }: Introspection = await response.json()
  return active && aud === audience ? { subject: sub ?? String(client_id), scopes: scopesOf(scope) } : undefined
}

function scopesOf(scope: unknown): ReadonlySet<string> {
  return new Set(typeof scope === 'string' ? scope.split(' ') : [])
}
