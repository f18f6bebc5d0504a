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
  const [id, secret] = basic ?? [form.get('client_id'), form.get('client_secret') ?? undefined]
  const client = clients.find(({ clientId }) => clientId === id)
  if (client && client.clientSecret === secret) return client
  const why = client ? 'the secret is wrong' : `the client ${id} is unknown`
  throw new Refusal('invalid_client', why, 401, basic && 'Basic')
}

function basicCredentials(header: string | null): readonly string[] | undefined {
  const encoded = /^Basic ([\w+/]+=*)$/i.exec(header ?? '')?.[1]
  const pair = encoded && /^([^:]*):(.*)$/s.exec(atob(encoded))
  return pair ? pair.slice(1).map(decoded) : undefined
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '))
  } catch {
    throw new Refusal('invalid_request', 'the credentials are not form-encoded')
  }
}
