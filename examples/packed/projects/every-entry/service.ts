import { type Pkce, pkce } from '@tessera/core/authorization-endpoint'
import { clientSecret } from '@tessera/core/client-authentication'
import { privateKeyJwt, type SigningKey } from '@tessera/core/client-authentication/jwt'
import { diagnose, type Finding } from '@tessera/core/diagnose'
import { explain } from '@tessera/core/explain'
import { google } from '@tessera/core/providers/google'
import { keycloak } from '@tessera/core/providers/keycloak'
import { clientCredentials, OAuthError } from '@tessera/node'
import { deviceCode } from '@tessera/node/device-code'
import { fileStore } from '@tessera/node/file-store'
import { jwtBearer } from '@tessera/node/jwt-bearer'
import { password } from '@tessera/node/password'
import { authorizationServer } from '@tessera/testing'

const client = { issuer: 'https://id.example.com', clientId: 'reports', resources: { api: 'https://api.example.com' } }
// @ts-expect-error: a member of a resource that nobody reads is misspelled
clientCredentials({ ...client, clientSecret: 's', resources: { api: { url: 'https://a.example', scopes: '' } } })
// What a variable may leave open is left out by being undefined.
export const deployed = ({ SCOPE: scope, FOLDER }: Readonly<Record<string, string | undefined>>) =>
  clientCredentials({
    ...client,
    clientSecret: 's',
    scope,
    store: FOLDER === undefined ? undefined : fileStore(FOLDER),
  })
const machine = clientCredentials({ ...client, authentication: clientSecret('secret') })
export const orders: Promise<Response> = machine.fetch('https://api.example.com/orders')
export const token: Promise<string> = password({
  ...client,
  clientSecret: 'secret',
  username: '',
  password: '',
}).getAccessToken()
export const signedIn = (key: SigningKey): Promise<string> =>
  jwtBearer({ ...client, authentication: privateKeyJwt(key), assertion: () => '' }).getAccessToken()
export const user: Promise<string> = deviceCode({
  ...client,
  prompt: ({ userCode }) => console.log(userCode),
}).getAccessToken()
export const findings: Promise<readonly Finding[]> = diagnose({ ...client, clientSecret: 'secret' })
export const examined = diagnose({ ...client, clientSecret: 'secret', resources: {}, store: fileStore('tokens') })
export const why = (error: unknown): string => (error instanceof OAuthError ? explain[error.code].why : '')

// Nobody says of which type these are, so that declarations can be written only where its name can be imported.
export const known = google({ clientId: 'web' })
export const realm = keycloak({ url: 'https://id.example.com', realm: 'web', clientId: 'web' })
export const verifier = pkce()
export const challenge = ({ codeChallenge }: Pkce) => codeChallenge
export const inMemory = authorizationServer()
export const keyOf = known.quirks?.isKeyOf
export const aliases = known.server.mtlsEndpointAliases
