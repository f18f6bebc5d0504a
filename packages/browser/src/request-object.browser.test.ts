import { requestObject } from '@tessera/core/request-object'
import { expect, it } from 'vitest'

it('a page signs a request with a key that no script can read', async () => {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const { privateKey, publicKey } = await crypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])
  const client = { clientId: 'web', server: { issuer: 'https://id.example' } }
  const asked = { responseType: 'code', redirectUri: 'https://app.example/', state: 's', codeChallenge: 'c' } as const
  const said = await requestObject(privateKey).parameters(client, asked)
  const [header = '', payload = '', signature = ''] = said.get('request')?.split('.') ?? []
  const signed = new TextEncoder().encode(`${header}.${payload}`)
  expect(await crypto.subtle.verify(algorithm, publicKey, bytes(signature), signed)).toBe(true)
  expect(JSON.parse(new TextDecoder().decode(bytes(payload)))).toMatchObject({ iss: 'web', state: 's' })
})

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(text, character => character.charCodeAt(0))
}
