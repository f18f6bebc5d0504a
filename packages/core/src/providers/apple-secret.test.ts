import { exportPKCS8, generateKeyPair, jwtVerify } from 'jose'
import { expect, it } from 'vitest'
import { apple } from './apple.js'
import { appleSecret } from './apple-secret.js'

it('Apple’s secret is a statement of the developer about the client, made anew each time', async () => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true })
  const authentication = appleSecret({ teamId: 'TEAM', keyId: 'KEY', privateKey: await exportPKCS8(privateKey) })
  const client = apple({ clientId: 'com.example.web' })

  async function secret(): Promise<string> {
    const body = new URLSearchParams()
    await authentication(new Headers(), body, client)
    expect(body.get('client_id')).toBe('com.example.web')
    return body.get('client_secret') ?? ''
  }

  const verified = await jwtVerify(await secret(), publicKey, {
    issuer: 'TEAM',
    subject: 'com.example.web',
    audience: 'https://appleid.apple.com',
    maxTokenAge: '1 minute',
  })
  expect(verified.protectedHeader).toEqual({ alg: 'ES256', kid: 'KEY' })
  const { iat = 0, exp = 0 } = verified.payload
  expect(exp - iat).toBe(300)
  expect(await secret()).not.toBe(await secret())
})
