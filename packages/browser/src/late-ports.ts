import type { LatePorts } from '@tessera/core/auth'
import { defaultLimits, randomId } from '@tessera/core/platform'
import { redirect } from './redirect.js'
import { webLock } from './web-lock.js'

/** The ports that only signing in and renewing need. */
export function latePorts(): LatePorts {
  return { lock: webLock(), userAgent: redirect(), limits: defaultLimits, realm: randomId() }
}
