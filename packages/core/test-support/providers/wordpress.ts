import { wordpress } from '../../src/providers/wordpress.js'
import type { ProviderFixture } from '../provider-suite.js'

const provider = wordpress({ site: 'https://blog.example', clientId: 'app' })

export const wordpressFixture: ProviderFixture = {
  name: 'WordPress (miniOrange OAuth server)',
  entry: 'wordpress',
  provider,
  sources: [
    {
      title: 'Observed on running copies of the plug-in, version 6.2, free edition, and of the library beneath it',
      address: 'https://wordpress.org/plugins/miniorange-oauth-20-server/',
      read: '2026-11-24',
    },
  ],
  grants: ['code', 'client credentials', 'password', 'implicit'],
  quirks: { numericSubject: 'User info says `1` where the id_token says `"1"`.' },
  notes: [
    'Every client needs its secret, in the form. All grants but the first need a paid plan.',
    'A page or a phone cannot exchange a code, for it has no secret that stays one. In a paid plan a page has the implicit grant; otherwise a server of yours exchanges the code.',
    'The free edition answers a grant that it does not have with 400 `invalid_grant`. So `clientCredentials` and `password` reject with [`grant_refused`](errors.md#grant_refused), as if the password were wrong or old, whatever was sent.',
    'PKCE is accepted and ignored; there is neither revocation nor sign-out.',
    'Where the plan gives no id_token, add the quirk `withoutIdToken`.',
    'Id_tokens are signed with RS256; old installations and some settings sign with the client’s secret (HS256). A back end that has the secret takes those by [`keysOfSecret`](authorization.md#id_tokens-signed-with-the-clients-secret). A page or a phone cannot, for it has no secret: choose RS256 on the site.',
  ],
  snippet: `import { clientCredentials } from '@tessera/node'
import { wordpress } from '@tessera/core/providers/wordpress'
export const blog = clientCredentials({ ...wordpress({ site: 'https://blog.example', clientId: 'app' }), clientSecret: process.env.WORDPRESS_SECRET ?? '', resources: { api: 'https://blog.example/wp-json' } })`,
  secret: 'form',
  scope: 'profile',
  discovery: {
    issuer: 'https://blog.example/wp-json/moserver/app',
    authorization_endpoint: 'https://blog.example/wp-json/moserver/authorize',
    token_endpoint: 'https://blog.example/wp-json/moserver/token',
    userinfo_endpoint: 'https://blog.example/wp-json/moserver/resource',
    jwks_uri: 'https://blog.example/wp-json/moserver/app/.well-known/keys',
    grant_types_supported: ['authorization_code'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  },
  idToken: { iss: provider.issuer, aud: 'app', sub: '1' },
  answers: {
    code: { access_token: 'an access token', expires_in: 3600, token_type: 'Bearer', scope: 'openid profile' },
    refresh: { access_token: 'another access token', expires_in: 3600, token_type: 'Bearer', scope: 'openid profile' },
    // Of the free edition.
    unknownGrant: { status: 400, body: { error: 'invalid_grant' } },
    refusal: { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid refresh token' } },
    userinfo: { sub: 1, name: 'Ada' },
  },
  outcome: {
    authorization: { scope: 'openid profile' },
    user: { sub: '1' },
    code: { accessToken: 'an access token', scope: 'openid profile', expiresIn: 3_600_000 },
    refresh: { accessToken: 'another access token' },
    refusal: { code: 'grant_refused', serverError: 'invalid_grant' },
    userinfo: { sub: '1', name: 'Ada' },
  },
}
