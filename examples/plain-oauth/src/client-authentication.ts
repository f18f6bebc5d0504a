import type { IncomingMessage } from 'node:http'
import { type Client, type Clients, clientOf } from './clients.ts'

/** The client that a request is from (RFC 6749 §2.3): by Basic, by its form, or, if it has no secret, by its name alone. */
export function authenticatedClient(
  clients: Clients,
  { headers }: IncomingMessage,
  form: URLSearchParams,
): Client | undefined {
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1]
  const [id, secret] =
    basic === undefined
      ? [form.get('client_id') ?? undefined, form.get('client_secret') ?? undefined]
      : Buffer.from(basic, 'base64').toString().split(':').map(decoded)
  const client = clientOf(clients, id)
  const expected = client && 'secret' in client ? client.secret : undefined
  return secret === expected ? client : undefined
}

/** Both halves of Basic are form-encoded (RFC 6749 §2.3.1). */
function decoded(encoded: string): string {
  return new URLSearchParams(`it=${encoded}`).get('it') ?? ''
}
