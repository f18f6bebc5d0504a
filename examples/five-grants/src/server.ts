import type { AuthOptions } from '@tessera/core/auth'
import { clientSecret } from '@tessera/core/client-authentication'
import { discover, introspectToken } from '@tessera/core/endpoints'
import type { RunningPlainOAuth } from '@tessera-examples/plain-oauth'
import type { ConfidentialClient, PublicClient, RunningProvider } from '@tessera-examples/provider'
import { decodeJwt } from 'jose'

/** An authorization server with its resource API, as the grants need it. */
export interface Server
  extends Pick<RunningProvider, 'api' | 'billing' | 'users' | 'counters' | 'setAccessTokenSeconds' | 'close'> {
  readonly name: string
  /** What an application is told of it. */
  readonly about: Pick<AuthOptions, 'issuer' | 'server' | 'quirks'>
  readonly clients: Readonly<
    Record<'terminal' | 'terminalImplicit', Pick<PublicClient, 'id'>> &
      Record<'service' | 'firstParty', Pick<ConfidentialClient, 'id' | 'secret'>>
  >
  /** What a token says of itself, or the server of it. An application need not look: it asks for a token, and sends it. */
  readable(token: string): Promise<Readable>
  /** The token as a thief would change it. */
  tampered(token: string): string
}

export interface Readable {
  readonly scopes: string
  readonly lifetime: string
}

/** OpenID Connect, with discovery and signed tokens. */
export function openIdConnect(provider: RunningProvider): Server {
  return {
    ...provider,
    name: 'oidc-provider (OpenID Connect)',
    about: { issuer: provider.issuer },
    readable: async token => {
      const { scope, iat = 0, exp = 0 } = decodeJwt(token)
      return { scopes: String(scope), lifetime: `${exp - iat} s` }
    },
    tampered: withAnotherSubject,
  }
}

/** Plain OAuth 2.0, which says nothing of itself, and whose tokens say nothing either. */
export function plainOAuth(plain: RunningPlainOAuth): Server {
  const about = { issuer: plain.issuer, server: plain.server, quirks: { withoutIdToken: true } } as const
  const { id: clientId, secret } = plain.clients.service
  const registration = { server: plain.server, clientId, authentication: clientSecret(secret) }
  return {
    ...plain,
    name: 'oauth2orize (plain OAuth 2.0)',
    about,
    readable: async token => {
      const found = await introspectToken(registration, token)
      if (!found.active) return { scopes: 'none', lifetime: 'over' }
      const { scope, issuedAt = 0, expiresAt = 0 } = found
      return { scopes: String(scope), lifetime: `${(expiresAt - issuedAt) / 1000} s` }
    },
    tampered: token => token.split('').reverse().join(''),
  }
}

/** A client with a secret, as the grant functions want it. */
export async function registrationOf({ about }: Server, { id, secret }: Server['clients']['service']) {
  const server = about.server ?? (await discover(about.issuer))
  return { server, clientId: id, authentication: clientSecret(secret) }
}

function withAnotherSubject(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'mallory' })).toString('base64url')
  return [header, forged, signature].join('.')
}
