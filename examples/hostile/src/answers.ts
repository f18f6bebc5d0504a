import type { Answering, Json } from './lies.ts'

export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}

/** The same answer, however often it is asked for. */
const always =
  (answer: () => Response): Answering =>
  () =>
    answer()

export const html: Answering = always(
  () => new Response('<!doctype html><p>Welcome to our network', { headers: { 'content-type': 'text/html' } }),
)

export const empty = (status = 200): Answering => always(() => new Response(null, { status }))

export const says = (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answering =>
  always(() => json(body, status, headers))

/** Says that it is busy, and that it may be asked again at once. */
export const busy: Answering = says({}, 503, { 'retry-after': '0' })

export const redirect = (location: string, status = 307): Answering =>
  always(() => new Response(null, { status, headers: { location } }))

export const silent: Answering = () => new Promise(() => {})

export const dead: Answering = () => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) })
}

/** Fails so often, then is honest. */
export const failing =
  (failures: number, failure: Answering): Answering =>
  (honest, nth) =>
    nth <= failures ? failure(honest, nth) : honest()

/** The honest answer with more members. */
export const also =
  (members: Json): Answering =>
  async honest =>
    json({ ...(await bodyOf(honest)), ...members })

/** The honest answer, with this text put in front of its members: a member that comes twice. */
export const first =
  (text: string): Answering =>
  async honest =>
    new Response((await (await honest()).text()).replace('{', `{${text},`), {
      headers: { 'content-type': 'application/json' },
    })

/** The honest answer in more than 1 MiB. */
export const huge: Answering = async honest => json({ padding: 'x'.repeat(1 << 20), ...(await bodyOf(honest)) })

/** The honest answer with a member a hundred thousand objects deep. */
export const deep: Answering = async honest => {
  const nested = `${'{"a":'.repeat(100_000)}0${'}'.repeat(100_000)}`
  return first(`"deep":${nested}`)(honest, 1)
}

async function bodyOf(honest: () => Promise<Response>): Promise<Json> {
  return (await honest()).json()
}
