import { Refusal } from './refusal.js'

/** JSON that nobody may keep (RFC 6749 §5.1). */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  const usual = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  return new Response(JSON.stringify(body), { status, headers: { ...usual, ...headers } })
}

/** What a refusal looks like on the wire. Anything else that was thrown is thrown on. */
export function refused(thrown: unknown): Response {
  if (!(thrown instanceof Refusal)) throw thrown
  const { error, status, challenge } = thrown
  return json({ error }, status, challenge ? { 'www-authenticate': challenge } : {})
}

/** The fields of a form, none of which may come twice but a resource indicator (RFC 6749 §3.1, RFC 8707 §2). */
export async function formOf(request: Request): Promise<URLSearchParams> {
  const form = new URLSearchParams(await request.text())
  for (const name of form.keys())
    if (name !== 'resource' && form.getAll(name).length > 1) throw new Refusal('invalid_request')
  return form
}
