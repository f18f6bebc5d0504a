import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose'
import { verifyIdToken } from '../../../packages/core/dist/messages/id-token.js'
import { atLeast, type Measured, ratio, time } from './measure.ts'

const calls = 500

/** Ours checks every claim of OpenID Connect Core §3.1.3.7; the bare one the signature, issuer, audience and expiry. */
export async function verification(): Promise<readonly Measured[]> {
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true })
  const keys = { keys: [{ ...(await exportJWK(publicKey)), kty: 'RSA', kid: 'one', alg: 'RS256' }] }
  const [issuer, clientId] = ['https://id.example.com', 'web']
  const idToken = await new SignJWT({ name: 'Alice Liddell', nonce: 'n' })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .setIssuer(issuer)
    .setAudience(clientId)
    .setSubject('alice')
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(privateKey)
  const client = { server: { issuer }, clientId }
  const wall = Date.now()
  const perSecond = await ratio(
    () => time(calls, () => jwtVerify(idToken, publicKey, { issuer, audience: clientId })),
    () => time(calls, () => verifyIdToken(idToken, client, { keys, wall, nonce: 'n' })),
  )
  return [atLeast('id_tokens verified per second ÷ jose.jwtVerify with a prepared key', perSecond, 0.95, '')]
}
