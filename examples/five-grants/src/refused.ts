import { setTimeout } from 'node:timers/promises'
import { clientCredentials } from '@tessera/core/grants/client-credentials'
import { registrationOf, type Server } from './server.ts'

/** A token that the resource API must not accept. */
export interface Refused {
  readonly token: string
  readonly answer: string
  readonly asItMust: boolean
}

export async function refusedTokens(server: Server): Promise<readonly Refused[]> {
  const { api, billing, clients } = server
  const registration = await registrationOf(server, clients.service)
  const good = await clientCredentials(registration, { scope: 'orders.read' })
  const elsewhere = await clientCredentials(registration, { scope: 'billing.read', resource: billing })

  async function present(name: string, token: string): Promise<Refused> {
    const response = await fetch(`${api}/orders`, { headers: { authorization: `Bearer ${token}` } })
    const { error } = await response.json()
    return { token: name, answer: `${response.status} ${error ?? 'accepted'}`, asItMust: response.status === 401 }
  }

  const tampered = await present('tampered', server.tampered(good.accessToken))
  const wrongAudience = await present('for another audience', elsewhere.accessToken)
  await setTimeout((good.expiresIn ?? 0) + 1_000)
  return [tampered, await present('expired', good.accessToken), wrongAudience]
}
