import { importPKCS8 } from 'jose'
import { clientSecretPost } from '../endpoints/client-authentication.js'
import type { ClientAuthentication } from '../messages/registration.js'
import { signingWith } from '../messages/signing-key.js'
import { systemClock } from '../ports/clock.js'

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
    const sign = signingWith(await importPKCS8(privateKey, 'ES256'), { kid: keyId })
    const iat = Math.floor(systemClock.wall() / 1000)
    const about = { iss: teamId, sub: client.clientId, aud: client.server.issuer, iat, exp: iat + 300 }
    return clientSecretPost(await sign(about, undefined))(headers, body, client)
  }
}
