import { ConfidentialClientApplication, type NetworkRequestOptions } from '@azure/msal-node'
import { OAuth2Client, OAuth2Fetch } from '@badgateway/oauth2-client'
import { clientCredentials } from '@tessera/node'
import { type RunningProvider, startProvider } from '@tessera-examples/provider'
import * as oauth from 'oauth4webapi'
import { InMemoryWebStorage, User, UserManager, WebStorageStateStore } from 'oidc-client-ts'
import * as openid from 'openid-client'
import { type Measured, ratio, seen, time } from './measure.ts'

const callers = 1_000
const calls = 2_000
const scope = 'orders.read'

/** Asks for a token of the service, by a library's own means. */
type Ask = () => Promise<unknown>

/** The same job for each: a token for a service, for many callers at once and then, where it is kept, once more. */
export async function peers(): Promise<readonly Measured[]> {
  const provider = await startProvider({ accessTokenSeconds: 600 })
  try {
    const libraries = {
      '@tessera/node': tessera(provider),
      '@badgateway/oauth2-client': badgateway(provider),
      '@azure/msal-node': msal(provider),
      'openid-client': await openidClient(provider),
      oauth4webapi: await oauth4webapi(provider),
    }
    const requests: Measured[] = []
    const waits: Measured[] = []
    for (const [name, ask] of Object.entries(libraries)) {
      provider.resetCounters()
      await Promise.all(Array.from({ length: callers }, ask))
      const { tokenRequests } = provider.counters
      requests.push(seen(`token requests for ${callers} concurrent callers: ${name}`, tokenRequests, ''))
      await ask()
      if (provider.counters.tokenRequests === tokenRequests) waits.push(await wait(name, ask))
    }
    return [...requests, ...waits, await wait('oidc-client-ts, getUser() in memory', await oidcClientTs(provider))]
  } finally {
    await provider.close()
  }
}

async function wait(name: string, ask: Ask): Promise<Measured> {
  const bare = async () => 'token'
  const perToken = await ratio(
    () => time(calls, ask),
    () => time(calls, bare),
  )
  return seen(`await of a kept token ÷ await of a bare function: ${name}`, perToken, '')
}

function tessera({ issuer, api, clients }: RunningProvider): Ask {
  const { id: clientId, secret: clientSecret } = clients.servicePost
  const machine = clientCredentials({ issuer, clientId, clientSecret, scope, resources: { api } })
  return () => machine.getAccessToken()
}

function badgateway({ issuer, clients }: RunningProvider): Ask {
  const { id: clientId, secret: clientSecret } = clients.servicePost
  const tokenEndpoint = `${issuer}/token`
  const client = new OAuth2Client({ clientId, clientSecret, tokenEndpoint, authenticationMethod: 'client_secret_post' })
  const getNewToken = () => client.clientCredentials({ scope: [scope] })
  const wrapper = new OAuth2Fetch({ client, getNewToken, scheduleRefresh: false })
  return () => wrapper.getAccessToken()
}

/** It speaks only to https, so its requests are carried to loopback and back. */
function msal({ issuer, clients }: RunningProvider): Ask {
  const { id: clientId, secret: clientSecret } = clients.servicePost
  const authority = issuer.replace('http:', 'https:')
  const carry = async (url: string, asked: NetworkRequestOptions | undefined, method: string) => {
    const response = await fetch(url.replace('https:', 'http:'), { ...asked, method })
    const text = (await response.text()).replaceAll(issuer, authority)
    return { headers: Object.fromEntries(response.headers), body: JSON.parse(text), status: response.status }
  }
  const application = new ConfidentialClientApplication({
    auth: { clientId, clientSecret, authority, knownAuthorities: [new URL(authority).host] },
    system: {
      protocolMode: 'OIDC',
      networkClient: {
        sendGetRequestAsync: (url, asked) => carry(url, asked, 'GET'),
        sendPostRequestAsync: (url, asked) => carry(url, asked, 'POST'),
      },
    },
  })
  return () => application.acquireTokenByClientCredential({ scopes: [scope] })
}

async function openidClient({ issuer, clients }: RunningProvider): Promise<Ask> {
  const { id, secret } = clients.servicePost
  const execute = [openid.allowInsecureRequests]
  const configuration = await openid.discovery(new URL(issuer), id, undefined, openid.ClientSecretPost(secret), {
    execute,
  })
  return () => openid.clientCredentialsGrant(configuration, { scope })
}

async function oauth4webapi({ issuer, clients }: RunningProvider): Promise<Ask> {
  const { id: client_id, secret } = clients.servicePost
  const insecure = { [oauth.allowInsecureRequests]: true }
  const answer = await oauth.discoveryRequest(new URL(issuer), insecure)
  const server = await oauth.processDiscoveryResponse(new URL(issuer), answer)
  const client = { client_id }
  return async () => {
    const authentication = oauth.ClientSecretPost(secret)
    const asked = await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope }, insecure)
    return oauth.processClientCredentialsResponse(server, client, asked)
  }
}

async function oidcClientTs({ issuer }: RunningProvider): Promise<Ask> {
  const store = () => new WebStorageStateStore({ store: new InMemoryWebStorage() })
  const settings = { authority: issuer, client_id: 'web', redirect_uri: issuer }
  const manager = new UserManager({ ...settings, userStore: store(), stateStore: store() })
  const profile = { iss: issuer, sub: 'alice', aud: 'web', exp: 0, iat: 0 }
  const user = new User({ access_token: 'token', token_type: 'Bearer', profile })
  await manager.storeUser(user)
  return () => manager.getUser()
}
