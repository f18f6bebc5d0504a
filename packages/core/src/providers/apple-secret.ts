import { importPKCS8 } from 'jose'
import { clientSecretPost } from '../endpoints/client-authentication.js'
import { signAssertion } from '../messages/assertion.js'
import type { ClientAuthentication } from '../messages/registration.js'

/** A key from Apple's developer account. */
export interface AppleKey {
  readonly teamId: string
  readonly keyId: string
  /** The text of the `.p8` file. */
  readonly privateKey: string
}

const lifetime = 300_000

/** Authenticates by a statement of the developer, signed with ES256, in place of a secret. Made anew for each request, good for five minutes. */
export function appleSecret({ teamId, keyId, privateKey }: AppleKey): ClientAuthentication {
  return async (headers, body, client) => {
    const key = await importPKCS8(privateKey, 'ES256')
    const statement = { issuer: teamId, subject: client.clientId, audience: client.server.issuer, lifetime }
    return clientSecretPost(await signAssertion(key, statement, { kid: keyId }))(headers, body, client)
  }
}
