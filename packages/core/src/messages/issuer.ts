import type { Client } from './registration.js'

/** Whether this is the issuer of the client's server, or another for which that speaks. Compared byte by byte (RFC 8414 §3.3). */
export function isIssuer({ server, quirks }: Pick<Client, 'server' | 'quirks'>, name: unknown): boolean {
  const issuers: readonly unknown[] = [server.issuer, ...(quirks?.issuers ?? [])]
  return issuers.includes(name)
}
