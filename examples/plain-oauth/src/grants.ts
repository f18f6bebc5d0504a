import { signIn } from '@tessera-examples/provider/parts'
import {
  AuthorizationError,
  createServer,
  exchange,
  grant,
  type OAuth2Req,
  type OAuth2Server,
  TokenError,
} from 'oauth2orize'
import { type Client, type Clients, clientOf } from './clients.ts'
import { grantedScopes } from './scopes.ts'
import type { Grant, TokenBook } from './token-book.ts'
import type { Transactions } from './transactions.ts'

export type Signed = { readonly username: string }
export type Server = OAuth2Server<Client, Signed>

declare module 'oauth2orize' {
  interface OAuth2Req {
    /** RFC 7636 §4.3. */
    codeChallenge?: string | undefined
  }
}

export interface GrantsGround {
  readonly book: TokenBook
  readonly transactions: Transactions
  readonly accessTokenSeconds: () => number
}

/** Where the token endpoint finds who asks; oauth2orize would call a client the user. */
const byClient = { userProperty: 'client' }

/** The five grants of RFC 6749, as oauth2orize has them; what they give is written down in the book. */
export function grants({ book, transactions, accessTokenSeconds }: GrantsGround): Server {
  const server: Server = createServer<Client, Signed>({ store: transactions })
  const said = (scopes: readonly string[]) => ({ expires_in: accessTokenSeconds(), scope: scopes.join(' ') })
  const withRefresh = (granted: Grant) =>
    [null, book.issueAccessToken(granted), book.issueRefreshToken(granted), said(granted.scopes)] as const

  server.grant('*', ({ url = '' }) => {
    const asked = new URL(url, 'http://localhost').searchParams
    const isS256 = asked.get('code_challenge_method') === 'S256'
    return { codeChallenge: isS256 ? (asked.get('code_challenge') ?? undefined) : undefined }
  })

  server.grant(
    grant.code<Client, Signed>((client, redirectUri, user, _answer, request, _locals, issued) => {
      if (!request.codeChallenge) throw new AuthorizationError('PKCE with S256 is required.', 'invalid_request')
      const granted = book.begin(client.id, user.username, checkedScopes(request.scope))
      issued(null, book.issueCode(granted, redirectUri, request.codeChallenge))
    }),
  )

  server.grant(
    grant.token<Client, Signed>((client, user, _answer, request: OAuth2Req, issued) => {
      const granted = book.begin(client.id, user.username, checkedScopes(request.scope))
      issued(null, book.issueAccessToken(granted), said(granted.scopes))
    }),
  )

  server.exchange(
    exchange.authorizationCode<Client>(byClient, (client, code, redirectUri, { code_verifier }, _info, issued) => {
      const proof = { clientId: client.id, redirectUri, codeVerifier: String(code_verifier) }
      const granted = book.exchangeCode(code, proof)
      if (!granted) throw new TokenError('The code is wrong, old or used.', 'invalid_grant')
      issued(...withRefresh(granted))
    }),
  )

  server.exchange(
    exchange.password<Client>(byClient, (client, username, password, scope, _body, _info, issued) => {
      const user = signIn(username, password)
      if (!user) throw new TokenError('The username or the password is wrong.', 'invalid_grant')
      issued(...withRefresh(book.begin(client.id, user.username, checkedScopes(scope))))
    }),
  )

  server.exchange(
    exchange.clientCredentials<Client>(byClient, (client, scope, _body, _info, issued) => {
      const granted = book.begin(client.id, client.id, checkedScopes(scope))
      issued(null, book.issueAccessToken(granted), undefined, said(granted.scopes))
    }),
  )

  server.exchange(
    exchange.refreshToken<Client>(byClient, (client, refreshToken, scope, _body, _info, issued) => {
      const known = book.findRefreshToken(refreshToken)
      if (scope?.some(each => !known?.scopes.includes(each)))
        throw new TokenError('That is more than was granted.', 'invalid_scope')
      const granted = book.spendRefreshToken(refreshToken, client.id)
      if (!granted) throw new TokenError('The refresh token is wrong, spent or revoked.', 'invalid_grant')
      const scopes = scope ?? granted.scopes
      issued(null, book.issueAccessToken(granted, scopes), book.issueRefreshToken(granted), said(scopes))
    }),
  )

  return server
}

/** Who may ask for an authorization, and where the answer goes: an error, too, once the redirect URI is known to be right. */
export function authorization(server: Server, clients: Clients): ReturnType<Server['authorize']> {
  return server.authorize(
    (clientId, redirectUri, scope, type, validated) => {
      const client = clientOf(clients, clientId)
      if (!client || !('redirectUris' in client) || !client.redirectUris.includes(redirectUri))
        return validated(new AuthorizationError('The client or its redirect URI is unknown.', 'invalid_request'))
      const grantType = type === 'token' ? 'implicit' : 'authorization_code'
      const isAllowed = client.grants.includes(grantType)
      if (!isAllowed)
        return validated(new AuthorizationError('Not for this client.', 'unauthorized_client'), client, redirectUri)
      if (!grantedScopes(scope))
        return validated(new AuthorizationError('A scope is unknown.', 'invalid_scope'), client, redirectUri)
      return validated(null, client, redirectUri)
    },
    (_client, user, _scope, _type, _request, done) => done(null, user !== undefined, undefined, undefined),
  )
}

function checkedScopes(asked: readonly string[] | undefined): readonly string[] {
  const scopes = grantedScopes(asked)
  if (!scopes) throw new TokenError('A scope is unknown.', 'invalid_scope')
  return scopes
}
