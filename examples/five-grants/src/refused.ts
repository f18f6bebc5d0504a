import { setTimeout } from 'node:timers/promises'
import { clientSecret } from '@tessera/core/client-authentication'
import { discover } from '@tessera/core/endpoints'
import { clientCredentials } from '@tessera/core/grants/client-credentials'
import type { RunningProvider } from '@tessera-examples/provider'

/** A token that the resource API must not accept. */
export interface Refused {
  readonly token: string
  readonly answer: string
  readonly asItMust: boolean
}

export async function refusedTokens(provider: RunningProvider): Promise<readonly Refused[]> {
  const { issuer, api, billing, clients } = provider
  const { id: clientId, secret } = clients.service
  const registration = { server: await discover(issuer), clientId, authentication: clientSecret(secret) }
  const good = await clientCredentials(registration, { scope: 'orders.read' })
  const elsewhere = await clientCredentials(registration, { scope: 'billing.read', resource: billing })

  async function present(name: string, token: string): Promise<Refused> {
    const response = await fetch(`${api}/orders`, { headers: { authorization: `Bearer ${token}` } })
    const { error } = await response.json()
    return { token: name, answer: `${response.status} ${error ?? 'accepted'}`, asItMust: response.status === 401 }
  }

  const tampered = await present('tampered', withAnotherSubject(good.accessToken))
  const wrongAudience = await present('for another audience', elsewhere.accessToken)
  await setTimeout((good.expiresIn ?? 0) + 1_000)
  return [tampered, await present('expired', good.accessToken), wrongAudience]
}

function withAnotherSubject(token: string): string {
  const [header, payload = '', signature] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'mallory' })).toString('base64url')
  return [header, forged, signature].join('.')
}
