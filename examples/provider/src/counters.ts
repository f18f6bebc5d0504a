import type { OIDCContext, default as Provider } from 'oidc-provider'

/** What the authorization server and the resource API have seen since the start or the last reset. */
export interface Counters {
  /** Every request to the authorization server, also pages and preflights. */
  readonly requests: number
  readonly tokenRequests: number
  readonly tokenRequestsByGrantType: Readonly<Record<string, number>>
  /** `granted`, or the error code of the answer. A lost answer counts as what it would have said. */
  readonly tokenRequestsByResult: Readonly<Record<string, number>>
  readonly codesExchanged: number
  /** A consumed refresh token came again after its grace window, and its grant was revoked. */
  readonly reuseDetections: number
  /** A consumed refresh token came again within its grace window, and got another successor. */
  readonly graceUses: number
  readonly revocations: number
  readonly introspections: number
  readonly discoveryRequests: number
  readonly jwksRequests: number
  readonly userinfoRequests: number
  readonly apiRequests: number
  readonly apiRejected: number
}

export type Tally = { -readonly [Name in keyof Counters]: Counters[Name] }

export function zero(): Tally {
  return {
    requests: 0,
    tokenRequests: 0,
    tokenRequestsByGrantType: {},
    tokenRequestsByResult: {},
    codesExchanged: 0,
    reuseDetections: 0,
    graceUses: 0,
    revocations: 0,
    introspections: 0,
    discoveryRequests: 0,
    jwksRequests: 0,
    userinfoRequests: 0,
    apiRequests: 0,
    apiRejected: 0,
  }
}

export function countRequests(provider: Provider, tally: Tally): void {
  provider.use(async (ctx, next) => {
    tally.requests += 1
    await next()
    const oidc: OIDCContext | undefined = ctx.oidc
    if (oidc?.route === 'token') countTokenRequest(tally, oidc.params?.grant_type, ctx.body)
    if (oidc?.route === 'revocation') tally.revocations += 1
    if (oidc?.route === 'introspection') tally.introspections += 1
    if (oidc?.route === 'discovery') tally.discoveryRequests += 1
    if (oidc?.route === 'jwks') tally.jwksRequests += 1
    if (oidc?.route === 'userinfo') tally.userinfoRequests += 1
  })

  provider.on('grant.error', (_ctx, error) => {
    if (error.error_detail === 'refresh token already used') tally.reuseDetections += 1
  })
}

/** `body` is the answer's. */
export function countTokenRequest(tally: Tally, grantType: unknown, body: unknown): void {
  const grant = String(grantType)
  const result = typeof body === 'object' && body !== null && 'error' in body ? String(body.error) : 'granted'
  tally.tokenRequests += 1
  tally.tokenRequestsByGrantType = plusOne(tally.tokenRequestsByGrantType, grant)
  tally.tokenRequestsByResult = plusOne(tally.tokenRequestsByResult, result)
  if (grant === 'authorization_code' && result === 'granted') tally.codesExchanged += 1
}

function plusOne(counts: Readonly<Record<string, number>>, name: string): Readonly<Record<string, number>> {
  return { ...counts, [name]: (counts[name] ?? 0) + 1 }
}
