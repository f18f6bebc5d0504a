import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What a path answers. */
export interface Served {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** Anything but a text is written as JSON. */
  readonly body?: unknown
}

/** An authorization server over sockets, in good order but for what it is told, and the page of an app beside it. */
export interface FaultyServer {
  readonly issuer: string
  /** Everything that was sent to it: paths, headers and forms. */
  readonly seen: readonly string[]
  close(): void
}

const paths: ReadonlyMap<string, Path> = new Map([
  ['/.well-known/openid-configuration', 'metadata'],
  ['/keys', 'keys'],
  ['/token', 'token'],
  ['/authorize', 'authorize'],
  ['/me', 'me'],
  ['/app', 'app'],
])
type Path = 'metadata' | 'keys' | 'token' | 'authorize' | 'me' | 'app' | 'preflight'

/** What differs from good order. */
export type Faults = Readonly<Partial<Record<Path, Served>>> & {
  /** Members of the metadata that are other than usual; `undefined` leaves one out. */
  readonly members?: Readonly<Record<string, unknown>>
}

const anybody = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'date, www-authenticate, dpop-nonce',
}

export async function faultyServer(faults: Faults = {}): Promise<FaultyServer> {
  const seen: string[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    seen.push(`${request.method} ${url.href} ${JSON.stringify(request.headers)} ${await text(request)}`)
    const path: Path | undefined = request.method === 'OPTIONS' ? 'preflight' : paths.get(url.pathname)
    const usual = path ? inGoodOrder(issuer, url, faults)[path] : { status: 404, body: 'not here' }
    const { status = 200, headers, body } = { ...usual, ...(path && faults[path]) }
    response.writeHead(status, { ...usual.headers, ...headers })
    response.end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://localhost:${portOf(server.address())}`
  return {
    issuer,
    seen,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function inGoodOrder(issuer: string, { searchParams }: URL, { members }: Faults): Readonly<Record<Path, Served>> {
  const back = `${searchParams.get('redirect_uri')}?error=login_required&state=${searchParams.get('state')}`
  return {
    metadata: { headers: anybody, body: { ...metadata(issuer), ...members } },
    keys: { headers: anybody, body: { keys: [{ kty: 'EC', crv: 'P-256', kid: 'one' }] } },
    token: { headers: anybody, status: 400, body: { error: 'invalid_request' } },
    authorize: { status: 303, headers: { location: back }, body: '' },
    me: { headers: { ...anybody, 'www-authenticate': 'Bearer error="invalid_token"' }, status: 401, body: '' },
    preflight: {
      headers: { ...anybody, 'access-control-allow-headers': 'Authorization, DPoP' },
      status: 204,
      body: '',
    },
    app: { headers: { 'content-type': 'text/html' }, body: '<!doctype html>' },
  }
}

function metadata(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    userinfo_endpoint: `${issuer}/me`,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    id_token_signing_alg_values_supported: ['ES256'],
    dpop_signing_alg_values_supported: ['ES256'],
  }
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
