import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { errorPage, loginPage, signIn } from '@tessera-examples/provider/parts'
import type { MiddlewareRequest } from 'oauth2orize'
import type { Client, Clients } from './clients.ts'
import { authorization, type Server, type Signed } from './grants.ts'
import type { Transactions } from './transactions.ts'

/** Asks the user who they are, once per browser, and sends them back with the answer (RFC 6749 §3.1). */
export interface AuthorizationEndpoint {
  ask(request: IncomingMessage, response: ServerResponse): void
  /** The sign-in page comes back. */
  signIn(request: IncomingMessage, response: ServerResponse, transactionId: string): Promise<void>
}

type Asked = MiddlewareRequest<Client, Signed>

const cookieName = 'plain_session'

export function authorizationEndpoint(
  server: Server,
  clients: Clients,
  transactions: Transactions,
): AuthorizationEndpoint {
  const users = new Map<string, Signed>()
  const authorize = authorization(server, clients)
  const decide = server.decision({ loadTransaction: false }, (_request, done) => done(null, { allow: true }))
  const tellClient = server.errorHandler({ mode: 'indirect' })

  function refuse(error: Error, request: Asked, response: ServerResponse): void {
    tellClient(error, request, response, untold => showPage(response, 400, errorPage(String(untold?.message), '')))
  }

  return {
    ask(request, response) {
      const session = new RegExp(`${cookieName}=([\\w-]+)`).exec(request.headers.cookie ?? '')?.[1]
      const query = Object.fromEntries(new URL(request.url ?? '', 'http://localhost').searchParams)
      const user = session === undefined ? undefined : users.get(session)
      const asked: Asked = Object.assign(request, { query, body: {}, ...(user && { user }) })
      authorize(asked, redirecting(response), error => {
        if (error) return refuse(error, asked, response)
        showPage(response, 200, loginPage({ action: actionOf(asked), username: query.login_hint ?? '' }))
      })
    },

    async signIn(request, response, transactionId) {
      const form = new URLSearchParams(await text(request))
      const transaction = transactions.find(transactionId)
      if (!transaction) return showPage(response, 400, errorPage('This sign-in has expired.', ''))

      const username = form.get('username') ?? ''
      const user = signIn(username, form.get('password') ?? '')
      const asked: Asked = Object.assign(request, { oauth2: transaction, body: {}, ...(user && { user }) })
      if (!user) {
        const message = 'The username or the password is wrong.'
        return showPage(response, 422, loginPage({ action: actionOf(asked), username, message }))
      }

      const session = randomBytes(16).toString('base64url')
      users.set(session, user)
      response.setHeader('set-cookie', `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Lax`)
      decide(asked, redirecting(response), error => error && refuse(error, asked, response))
    },
  }
}

function actionOf({ oauth2 }: Asked): string {
  return `/authorize/${oauth2?.transactionID}`
}

/** The one thing that oauth2orize wants of Express. */
function redirecting(response: ServerResponse): ServerResponse {
  return Object.assign(response, {
    redirect(location: string) {
      response.writeHead(303, { location, 'cache-control': 'no-store' }).end()
    },
  })
}

function showPage(response: ServerResponse, status: number, html: string): void {
  const headers = { 'content-security-policy': "frame-ancestors 'none'", 'cache-control': 'no-store' }
  response.writeHead(status, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(html)
}
