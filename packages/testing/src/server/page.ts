/** What a user would read. */
export function page(text: string, status = 200): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

/** Sends the user back to a client, with an answer in the query or in the fragment (RFC 6749 §4.1.2 and §4.2.2). */
export function leadBack(
  address: string,
  part: 'query' | 'fragment',
  answer: Readonly<Record<string, string | number | undefined>>,
): Response {
  const url = new URL(address)
  const parameters = part === 'query' ? url.searchParams : new URLSearchParams()
  for (const [name, value] of Object.entries(answer)) if (value !== undefined) parameters.set(name, String(value))
  if (part === 'fragment') url.hash = parameters.toString()
  return new Response(null, { status: 303, headers: { location: url.href } })
}
