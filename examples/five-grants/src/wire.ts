const shown = ['/token', '/device/auth', '/request']

/** The requests for tokens and codes that a piece of work makes, and their answers, written as in a page. */
export async function messagesOf(issuer: string, work: () => Promise<unknown>): Promise<readonly string[]> {
  const messages: string[] = []
  const { fetch } = globalThis
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const path = request.url.replace(issuer, '')
    if (!shown.includes(path)) return fetch(input, init)
    const response = await fetch(request.clone())
    messages.push(message(`POST ${path} HTTP/1.1`, request.headers, await request.text()))
    messages.push(message(`HTTP/1.1 ${response.status}`, response.headers, await response.clone().text()))
    return response
  }
  try {
    await work()
  } finally {
    globalThis.fetch = fetch
  }
  return messages
}

function message(start: string, headers: Headers, body: string): string {
  return [start, ...[...headers].map(([name, value]) => `${name}: ${value}`), '', body].join('\n')
}

/** What of a message is the same each time: its start, and the names of its headers and parameters, sorted. */
export function shape(message: string): readonly string[] {
  const [head = '', body = ''] = message.replaceAll(/\s+&/g, '&').trim().split('\n\n')
  const [start = '', ...headers] = head.split('\n')
  const [first, second = ''] = start.split(' ')
  const [path, query = ''] = second.split('?')
  const [, separator = '', answer = ''] = /^location: [^?#]*([?#])(.*)/im.exec(head) ?? []
  const names = [
    ...headers.map(header => header.split(':')[0]?.toLowerCase() ?? '').filter(name => telling.includes(name)),
    ...[query, answer].flatMap(form => [...new URLSearchParams(form)]).map(named),
    ...(body.startsWith('{') ? Object.entries(JSON.parse(body)) : [...new URLSearchParams(body)]).map(named),
  ]
  return [`${first} ${path}${separator}`, ...names.sort()]
}

const telling = ['accept', 'authorization', 'content-type', 'location']
const constant = ['code_challenge_method', 'error', 'grant_type', 'response_type', 'scope', 'token_type']

function named([name, value]: readonly [string, unknown]): string {
  return constant.includes(name) ? `${name}=${value}` : name
}
