import { importPKCS8, SignJWT } from 'jose'
import { clientSecretPost } from '../endpoints/client-authentication.js'
import type { ClientAuthentication } from '../messages/registration.js'

/** A key from Apple's developer account. */
export interface AppleKey {
  readonly teamId: string
  readonly keyId: string
  /** The text of the `.p8` file. */
  readonly privateKey: string
}

/** Authenticates by a statement of the developer, signed with ES256, in place of a secret. Made anew for each request, good for five minutes. */
export function appleSecret({ teamId, keyId, privateKey }: AppleKey): ClientAuthentication {
  return async (headers, body, client) => {
    const statement = new SignJWT()
      .setProtectedHeader({ alg: 'ES256', kid: keyId })
      .setIssuer(teamId)
      .setSubject(client.clientId)
      .setAudience(client.server.issuer)
      .setIssuedAt()
      .setExpirationTime('5 minutes')
    const secret = await statement.sign(await importPKCS8(privateKey, 'ES256'))
    return clientSecretPost(secret)(headers, body, client)
  }
}
