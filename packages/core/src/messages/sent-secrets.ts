const harmlessParameters =
  /^(client_id|redirect_uri|scope|resource|audience|token_type_hint|\w+_(type|mode|method|values|age)|prompt)$/

/** What a request carries that no error may tell: form members and credentials, in each of their spellings. */
export function sentSecrets(headers: Headers, body: URLSearchParams = new URLSearchParams()): readonly string[] {
  const members = [...body].filter(([name]) => !harmlessParameters.test(name)).map(([, value]) => value)
  const [scheme, credentials] = (headers.get('authorization') ?? '').split(' ')
  if (!credentials) return members
  const password = scheme === 'Basic' ? passwordIn(credentials) : ''
  return [...members, credentials, password, formDecoded(password)]
}

function passwordIn(credentials: string): string {
  try {
    const bytes = Uint8Array.from(atob(credentials), character => character.charCodeAt(0))
    return new TextDecoder().decode(bytes).replace(/[^:]*:/, '')
  } catch {
    return ''
  }
}

function formDecoded(text: string): string {
  return new URLSearchParams(`=${text.replaceAll('&', '%26')}`).get('') ?? ''
}
