import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ClientSecretJwtOptions, clientSecretJwt, privateKeyJwt } from '../endpoints/client-assertion.js'
import { clientSecretBasic, clientSecretPost, none } from '../endpoints/client-authentication.js'
import type { ClientAuthentication } from './registration.js'
import { sentCredentials } from './sent-credentials.js'

const client = { server: { issuer: 'https://id.example' }, clientId: 'reports' }

async function seen(authentication: ClientAuthentication) {
  const headers = new Headers()
  const body = new URLSearchParams()
  await authentication(headers, body, client)
  return sentCredentials(headers, body)
}

describe('how a client says who it is', () => {
  it.each<[string, ClientAuthentication]>([
    ['none', none],
    ['client_secret_basic', clientSecretBasic('secret')],
    ['client_secret_post', clientSecretPost('secret')],
    ['other', headers => headers.set('authorization', 'Signature abc')],
    ['other', headers => headers.set('authorization', 'Basic %')],
    ['private_key_jwt', (_, body) => body.set('client_assertion', 'no.jwt')],
    ['private_key_jwt', (_, body) => body.set('client_assertion', '')],
  ])('%s is seen in the request', async (method, authentication) => {
    expect(await seen(authentication)).toEqual({ method, isReadDifferently: false, isPadded: false })
  })

  it('an assertion tells whether a secret or a key has signed it', async () => {
    const secret = 'long enough to sign with, by all means'
    const algs: readonly ClientSecretJwtOptions['alg'][] = ['HS256', 'HS384', 'HS512']
    for (const alg of algs)
      if (alg) expect(await seen(clientSecretJwt(secret, { alg }))).toMatchObject({ method: 'client_secret_jwt' })
    const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
      'sign',
      'verify',
    ])
    expect(await seen(privateKeyJwt(privateKey))).toMatchObject({ method: 'private_key_jwt' })
  })

  it('an assertion is read as JWTs are written, whatever is in its header', async () => {
    const header = Buffer.from('{"kid":"???>>>","alg":"HS256"}').toString('base64url')
    expect(header).toMatch(/-.*_|_.*-/)
    expect(await seen((_, body) => body.set('client_assertion', `${header}.x.y`))).toMatchObject({
      method: 'client_secret_jwt',
    })
    expect(await seen((_, body) => body.set('client_assertion', '%.x.y'))).toMatchObject({ method: 'private_key_jwt' })
  })

  it('a secret that is decoded in different ways is one for which the encodings differ', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary-ascii', minLength: 1 }), async secret => {
        const written = async (encoding: 'minimal' | 'raw') => {
          const headers = new Headers()
          await clientSecretBasic(secret, { encoding })(headers, new URLSearchParams(), client)
          return headers.get('authorization')
        }
        const differs = (await written('minimal')) !== (await written('raw'))
        for (const encoding of ['minimal', 'raw'] as const) {
          const { isReadDifferently } = await seen(clientSecretBasic(secret, { encoding }))
          expect(isReadDifferently).toBe(differs)
        }
      }),
    )
  })

  it.each([' secret', 'secret ', 'secret\n', '\tsecret', 'secret\r'])(
    'white space around it is seen: %j',
    async secret => {
      for (const authentication of [
        clientSecretPost(secret),
        clientSecretBasic(secret),
        clientSecretBasic(secret, { encoding: 'raw' }),
      ])
        expect(await seen(authentication)).toMatchObject({ isPadded: true })
      expect(await seen(clientSecretPost('two words'))).toMatchObject({ isPadded: false })
      expect(await seen(clientSecretBasic('two words'))).toMatchObject({ isPadded: false })
    },
  )
})
