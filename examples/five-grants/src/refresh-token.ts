import { clientSecret } from '@tessera/core/client-authentication'
import { discover } from '@tessera/core/endpoints'
import { password } from '@tessera/core/grants/password'
import { refreshToken } from '@tessera/core/grants/refresh-token'
import type { RunningProvider } from '@tessera-examples/provider'
import { answerOf, type Row, readable } from './row.ts'

/** RFC 6749 §6, by hand: what every session above did by itself. The old refresh token is worthless afterwards. */
export async function renewal(provider: RunningProvider): Promise<Row> {
  const { issuer, api, clients, users } = provider
  const { id: clientId, secret } = clients.firstParty
  const registration = { server: await discover(issuer), clientId, authentication: clientSecret(secret) }
  const first = await password(registration, { ...users.bob, scope: 'orders.read' })
  const { tokens } = await refreshToken(registration, { refreshToken: first.refreshToken ?? '' })
  const isRotated = tokens.refreshToken !== undefined && tokens.refreshToken !== first.refreshToken

  const headers = { authorization: `Bearer ${tokens.accessToken}` }
  const { answer, asItMust } = await answerOf(await fetch(`${api}/orders`, { headers }))
  return {
    ...{ grant: 'refresh token', package: '@tessera/core', who: users.bob.name, ...readable(tokens.accessToken) },
    ...{ renewed: isRotated ? 'yes, rotated' : 'NO', answer, asItMust: asItMust && isRotated },
  }
}
