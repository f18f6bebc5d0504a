import { password } from '@tessera/core/grants/password'
import { refreshToken } from '@tessera/core/grants/refresh-token'
import { answerOf, type Row } from './row.ts'
import { registrationOf, type Server } from './server.ts'

/** RFC 6749 §6, by hand: what every session above did by itself. The old refresh token is worthless afterwards. */
export async function renewal(server: Server): Promise<Row> {
  const { api, clients, users } = server
  const registration = await registrationOf(server, clients.firstParty)
  const first = await password(registration, { ...users.bob, scope: 'orders.read' })
  const { tokens } = await refreshToken(registration, { refreshToken: first.refreshToken ?? '' })
  const isRotated = tokens.refreshToken !== undefined && tokens.refreshToken !== first.refreshToken

  const said = await server.readable(tokens.accessToken)
  const headers = { authorization: `Bearer ${tokens.accessToken}` }
  const { answer, asItMust } = await answerOf(await fetch(`${api}/orders`, { headers }))
  return {
    ...{ grant: 'refresh token', package: '@tessera/core', who: users.bob.name, ...said },
    ...{ renewed: isRotated ? 'yes, rotated' : 'NO', answer, asItMust: asItMust && isRotated },
  }
}
