import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClientAuthentication } from '../messages/registration.js'
import {
  authenticationOf,
  clientSecret,
  clientSecretBasic,
  clientSecretPost,
  none,
  tlsClient,
} from './client-authentication.js'

async function sent(
  authentication: ClientAuthentication,
  clientId = 'web',
  tokenEndpointAuthMethodsSupported?: readonly string[],
) {
  const [headers, body] = [new Headers(), new URLSearchParams()]
  const server = {
    issuer: 'https://id.example',
    ...(tokenEndpointAuthMethodsSupported && { tokenEndpointAuthMethodsSupported }),
  }
  await authentication(headers, body, { server, clientId })
  const basic = headers.get('authorization')
  return { basic: basic && Buffer.from(basic.slice('Basic '.length), 'base64').toString(), body: body.toString() }
}

describe('client authentication', () => {
  it('of a public client is its id', async () => {
    expect(await sent(none)).toEqual({ basic: null, body: 'client_id=web' })
  })

  it('in the form is id and secret', async () => {
    expect(await sent(clientSecretPost('s&s'))).toEqual({ basic: null, body: 'client_id=web&client_secret=s%26s' })
  })

  it.each([
    [undefined, 'a-b_c.d~e!', 'a-b_c.d~e!'],
    [undefined, '50% + ä:\n', '50%25%20%2B%20%C3%A4%3A%0A'],
    ['strict', 'a-b_c.d~e !', 'a-b_c.d%7Ee+%21'],
    ['raw', '50% + ä:', '50% + ä:'],
  ] as const)('in the header, encoded %s, writes %j as %j', async (encoding, secret, written) => {
    const authentication = clientSecretBasic(secret, encoding ? { encoding } : {})
    expect(await sent(authentication)).toEqual({ basic: `web:${written}`, body: '' })
  })

  it('in the header is read alike by servers that form-decode it and servers that percent-decode it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async secret => {
        const { basic } = await sent(clientSecretBasic(secret))
        const written = basic?.slice('web:'.length) ?? ''
        expect(decodeURIComponent(written)).toBe(secret)
        expect(decodeURIComponent(written.replaceAll('+', ' '))).toBe(secret)
      }),
    )
  })

  it('in the header, strict or raw, is read by the servers that want it so, whatever is in the secret', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1 }), async secret => {
        const strict = await sent(clientSecretBasic(secret, { encoding: 'strict' }))
        const raw = await sent(clientSecretBasic(secret, { encoding: 'raw' }))
        expect(new URLSearchParams(`secret=${strict.basic?.slice('web:'.length)}`).get('secret')).toBe(secret)
        expect(raw.basic).toBe(`web:${secret}`)
      }),
    )
  })

  it.each([clientSecret, clientSecretBasic, clientSecretPost])('by an empty secret fails at once (%#)', by => {
    expect(() => by('')).toThrow(expect.objectContaining({ code: 'invalid_options', facts: { name: 'clientSecret' } }))
  })

  it('by the certificate of the connection is the id alone', async () => {
    expect(await sent(tlsClient)).toEqual({ basic: null, body: 'client_id=web' })
  })

  it.each([
    [undefined, 'basic'],
    [['client_secret_basic', 'client_secret_post'], 'basic'],
    [['client_secret_post'], 'post'],
    [['client_secret_post', 'none'], 'post'],
    [['private_key_jwt'], 'basic'],
  ])('where the server offers %j goes by %s', async (methods, way) => {
    const { basic, body } = await sent(clientSecret('s'), 'web', methods)
    expect([basic, body]).toEqual(way === 'basic' ? ['web:s', ''] : [null, 'client_id=web&client_secret=s'])
  })
})

describe('Credentials', () => {
  it('are a secret, or another way to authenticate, or none', async () => {
    expect(authenticationOf({})).toBe(none)
    expect(await sent(authenticationOf({ clientSecret: 's' }))).toEqual({ basic: 'web:s', body: '' })
    const authentication = clientSecretPost('a secret')
    expect(authenticationOf({ authentication })).toBe(authentication)
    expect(() => authenticationOf({ clientSecret: '' })).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  })

  it('are not two: which would it be?', () => {
    const both = Object.assign({ clientSecret: 'a secret' }, { authentication: none })
    const expected = { code: 'invalid_options', facts: { name: 'authentication' } }
    // @ts-expect-error: so says the type, too.
    expect(() => authenticationOf(both)).toThrow(expect.objectContaining(expected))
  })
})
