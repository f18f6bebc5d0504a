import { type ClientGround, knownClient } from './client.js'
import { type LogoutParameters, logoutRequest } from './messages/logout-request.js'

/** Where to send the user to sign out at the authorization server (OpenID Connect RP-Initiated Logout §2). */
export async function logoutAddress(client: ClientGround, asked: LogoutParameters): Promise<string> {
  return logoutRequest(await knownClient(client).registration(), asked)
}
