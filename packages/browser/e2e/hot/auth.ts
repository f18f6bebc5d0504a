import type { Auth } from '@tessera/core/auth'
import { createAuth } from '../../src/index.js'

declare global {
  /** One for each time this module was run. */
  var auths: Auth[]
}

/** Written by the server of this page. */
declare const ISSUER: string

export const auth = createAuth({ issuer: ISSUER, clientId: 'web', scope: 'profile' })
globalThis.auths = [...(globalThis.auths ?? []), auth]
