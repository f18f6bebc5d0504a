import { HttpResponse, http, type RequestHandler } from 'msw'
import type { AuthorizationServer } from './authorization-server.js'

/**
 * The server as handlers for msw, for `setupServer` in Node and `setupWorker` in a page: every request to its issuer is
 * answered, and fails as a network does where the server gives no answer. A page that leaves for the issuer leaves msw, too.
 */
export function handlers({ issuer, fetch }: Pick<AuthorizationServer, 'issuer' | 'fetch'>): RequestHandler[] {
  return [
    http.all(`${issuer.replace(/\/$/, '')}/*`, async ({ request }) => {
      const { url, method, headers } = request
      const body = method === 'GET' ? null : await request.text()
      return fetch(url, { method, headers, body }).catch(() => HttpResponse.error())
    }),
  ]
}
