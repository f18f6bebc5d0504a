import { Refusal } from './refusal.js'

/** JSON that nobody may keep (RFC 6749 §5.1). */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  const usual = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return new Response(JSON.stringify(body), { status, headers: { ...usual, ...headers } })
}

/** What a refusal looks like on the wire. Anything else that was thrown is thrown on. */
export function refused(thrown: unknown): Response {
  if (!(thrown instanceof Refusal)) throw thrown
  const { error, description: error_description, status, challenge } = thrown
  return json({ error, error_description }, status, challenge ? { 'www-authenticate': challenge } : {})
}
