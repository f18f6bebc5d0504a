import { Refusal } from './refusal.js'

/** A client that is registered at the server (RFC 6749 §2): confidential with a secret, public without one. */
export interface TestClient {
  readonly clientId: string
  readonly clientSecret?: string
  /** Compared character by character. Signing out leads back to them, too. */
  readonly redirectUris?: readonly string[]
}

/** The client that sent a form, by Basic, in the form, or without a secret (RFC 6749 §2.3.1). Throws `invalid_client`. */
export function authenticated(clients: readonly TestClient[], headers: Headers, form: URLSearchParams): TestClient {
  const basic = basicCredentials(headers.get('authorization'))
  if (basic && form.has('client_secret')) throw new Refusal('invalid_request', 'there are two secrets')
  const named = form.get('client_id') ?? undefined
  const [id, secret] = basic ?? [named, form.get('client_secret') ?? undefined]
  if (named !== undefined && named !== id) throw new Refusal('invalid_request', 'there are two clients')
  const client = clients.find(({ clientId }) => clientId === id)
  if (client && client.clientSecret === secret) return client
  const why = client ? 'the secret is wrong' : `the client ${id} is unknown`
  throw new Refusal('invalid_client', why, 401, basic && 'Basic')
}

/** Throws `invalid_request` for a header that says anything else. */
function basicCredentials(header: string | null): readonly string[] | undefined {
  if (header === null) return undefined
  try {
    const [, id, secret] = /^([^:]*):(.*)$/s.exec(atob(header.replace(/^Basic /i, ''))) ?? []
    if (id !== undefined && secret !== undefined) return [id, secret].map(formDecoded)
  } catch {}
  throw new Refusal('invalid_request', 'the authorization header is not Basic with a form-encoded client and secret')
}

function formDecoded(part: string): string {
  return decodeURIComponent(part.replaceAll('+', ' '))
}
