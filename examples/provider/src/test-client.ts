import { createHash } from 'node:crypto'
import type { ConfidentialClient } from './clients.ts'
import type { RunningProvider } from './provider.ts'
import { type ScriptedUserAgent, scriptedUser } from './scripted-user.ts'

type Form = Readonly<Record<string, string>>

/** What an answer may hold that a test reads. */
export interface TokenAnswer {
  readonly access_token: string
  readonly refresh_token: string
  readonly id_token: string
  readonly scope?: string
  readonly error?: string
}

/** The tests' own OAuth client: nothing but fetch. */
export interface TestClient {
  post(path: string, form: Form, client?: ConfidentialClient): Promise<Response>
  token(form: Form, client?: ConfidentialClient): Promise<TokenAnswer>
  authorize(parameters: Form, userAgent?: ScriptedUserAgent): Promise<URL>
  /** The authorization code grant with PKCE. */
  signIn(clientId?: string, userAgent?: ScriptedUserAgent, redirectUri?: string): Promise<TokenAnswer>
  refresh(refreshToken: string): Promise<TokenAnswer>
  orders(accessToken: string): Promise<Response>
}

export const page = 'http://localhost:5173/'

const codeVerifier = 'a-code-verifier-that-is-long-enough-to-be-one-and-known'
const codeChallenge = createHash('sha256').update(codeVerifier).digest('base64url')
const pkce = { code_challenge: codeChallenge, code_challenge_method: 'S256' }

export function testClient({ issuer, api, users }: RunningProvider): TestClient {
  async function post(path: string, form: Form, client?: ConfidentialClient): Promise<Response> {
    const headers = client && {
      authorization: `Basic ${btoa(`${client.id}:${encodeURIComponent(client.secret)}`)}`,
    }
    return fetch(issuer + path, { method: 'POST', headers: { ...headers }, body: new URLSearchParams(form) })
  }

  async function token(form: Form, client?: ConfidentialClient): Promise<TokenAnswer> {
    return (await post('/token', form, client)).json()
  }

  async function authorize(parameters: Form, userAgent = scriptedUser(users.alice)): Promise<URL> {
    const usual = { redirect_uri: page, scope: 'openid profile orders.read', state: 'a state', nonce: 'a nonce' }
    const request = { ...usual, ...parameters }
    return new URL(await userAgent.authorize(`${issuer}/auth?${new URLSearchParams(request)}`, request.redirect_uri))
  }

  return {
    post,
    token,
    authorize,
    async signIn(client_id = 'web', userAgent, redirect_uri = page) {
      const answer = await authorize({ client_id, redirect_uri, response_type: 'code', ...pkce }, userAgent)
      const code = answer.searchParams.get('code') ?? ''
      return token({
        grant_type: 'authorization_code',
        client_id,
        redirect_uri,
        code,
        code_verifier: codeVerifier,
      })
    },
    refresh: refresh_token => token({ grant_type: 'refresh_token', client_id: 'web', refresh_token }),
    orders: accessToken => fetch(`${api}/orders`, { headers: { authorization: `Bearer ${accessToken}` } }),
  }
}
