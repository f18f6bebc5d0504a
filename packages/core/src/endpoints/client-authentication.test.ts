import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClientAuthentication } from '../messages/registration.js'
import { clientSecret, clientSecretBasic, clientSecretPost, none } from './client-authentication.js'

async function sent(
  authentication: ClientAuthentication,
  clientId = 'web',
  tokenEndpointAuthMethods?: readonly string[],
) {
  const [headers, body] = [new Headers(), new URLSearchParams()]
  const server = { issuer: 'https://id.example', ...(tokenEndpointAuthMethods && { tokenEndpointAuthMethods }) }
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
      fc.asyncProperty(fc.string({ unit: 'grapheme' }), async secret => {
        const { basic } = await sent(clientSecretBasic(secret))
        const written = basic?.slice('web:'.length) ?? ''
        expect(decodeURIComponent(written)).toBe(secret)
        expect(decodeURIComponent(written.replaceAll('+', ' '))).toBe(secret)
      }),
    )
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
