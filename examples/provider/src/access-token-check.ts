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
  /** The key without which the token is worth nothing (RFC 9449 §6). */
  readonly boundTo?: string | undefined
}

/** The part of an introspection response (RFC 7662 §2.2) that decides. */
interface Introspection {
  readonly active: boolean
  readonly aud?: string
  readonly sub?: string
  readonly client_id?: string
  readonly scope?: string
  readonly cnf?: Confirmation
}

interface Confirmation {
  readonly jkt?: string
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
  const result = await jwtVerify<{ readonly cnf?: Confirmation }>(token, keys, checks).catch(() => undefined)
  if (!result) return undefined
  const { sub, scope, cnf } = result.payload
  return { subject: String(sub), scopes: scopesOf(scope), boundTo: cnf?.jkt }
}

/** An opaque token (RFC 7662): the authorization server is asked. Throws when it cannot be reached. */
async function introspected({ issuer, audience }: Trust, token: string): Promise<Caller | undefined> {
  const { id, secret } = resourceServerClient
  const headers = { authorization: `Basic ${btoa(`${id}:${encodeURIComponent(secret)}`)}` }
  const body = new URLSearchParams({ token })
  const response = await fetch(`${issuer}/token/introspection`, { method: 'POST', headers, body })
  const { active, aud, sub, client_id, scope, cnf }: Introspection = await response.json()
  if (!active || aud !== audience) return undefined
  return { subject: sub ?? String(client_id), scopes: scopesOf(scope), boundTo: cnf?.jkt }
}

function scopesOf(scope: unknown): ReadonlySet<string> {
  return new Set(typeof scope === 'string' ? scope.split(' ') : [])
}
