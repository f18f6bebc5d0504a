import { none } from '../src/endpoints/client-authentication.js'
import type { Registration } from '../src/messages/registration.js'
import { type FakeFetch, fakeFetch, json } from './fake-fetch.js'
import { type Signer, signer } from './id-tokens.js'

/** A server with keys and a token endpoint that answers what a test wants. */
export interface OpenIdServer extends FakeFetch {
  readonly registration: Registration
  readonly signer: Signer
  /** What the token endpoint answers next, and from then on. */
  answer(body: unknown, status?: number): void
  /** Signs claims that are right but for those given. */
  idToken(claims?: Readonly<Record<string, unknown>>): Promise<string>
  /** The last part of each address asked for, in order. */
  asked(): readonly string[]
}

const issuer = 'https://id.example'

/** Its clock stands at this wall time, in milliseconds. */
export async function openIdServer(wall: number): Promise<OpenIdServer> {
  const key = await signer('ES256', 'k1')
  let [body, status]: [unknown, number] = [{}, 200]
  const { fetch, requests } = fakeFetch(({ url }) =>
    url.endsWith('/keys') ? json({ keys: [key.jwk] }) : json(body, status),
  )
  return {
    fetch,
    requests,
    signer: key,
    registration: {
      server: { issuer, tokenEndpoint: `${issuer}/token`, jwksUri: `${issuer}/keys` },
      clientId: 'web',
      authentication: none,
    },
    answer: (next, nextStatus = 200) => {
      ;[body, status] = [next, nextStatus]
    },
    idToken: claims => {
      const iat = Math.floor(wall / 1000)
      return key.sign({ iss: issuer, aud: 'web', sub: 'ada', iat, exp: iat + 600, ...claims })
    },
    asked: () => requests.map(({ url }) => url.slice(url.lastIndexOf('/') + 1)),
  }
}
