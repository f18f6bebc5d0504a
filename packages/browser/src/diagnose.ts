export type { Check, Finding } from '@tessera/core/diagnose'

import {
  type DescribedClient,
  type DiagnoseOptions,
  diagnose as diagnoseClient,
  type Finding,
} from '@tessera/core/diagnose'
import { pageFindings } from './page-findings.js'

/**
 * Looks at this page, its client and the authorization server, and says in sentences what is right and what is not: give it what
 * `createAuth` gets. It sends no secret, and spends no code and no token. Never rejects for what it finds. Without a window it looks at
 * client and server alone.
 */
export async function diagnose(
  client: DescribedClient,
  options: Omit<DiagnoseOptions, 'page'> = {},
): Promise<readonly Finding[]> {
  if (typeof window === 'undefined') return diagnoseClient(client, options)
  const redirectUri = client.redirectUri ?? new URL('/', location.href).href
  const page = { origin: location.origin, isHere: true }
  const [ofPage, ofServer] = await Promise.all([
    pageFindings(client.issuer),
    diagnoseClient({ ...client, redirectUri }, { ...options, page }),
  ])
  return [...ofPage, ...ofServer]
}
