import { getRequest } from '../endpoints/request.js'
import { type Ground, look, type PagePlace, type Sight } from './look.js'

/** Whether a page needs nobody's permission there. */
export function isOwn(address: string, { origin }: PagePlace): boolean {
  return new URL(address).origin === origin
}

/** Whether pages may read an answer (CORS): who is in one of them sees no other. */
export function isReadable({ headers, status }: Sight, { origin, isHere }: PagePlace): boolean {
  if (isHere) return status !== undefined
  return ['*', origin].includes(headers.get('access-control-allow-origin') ?? '')
}

/** Whether pages see a header of an answer. */
export function isSeen({ headers }: Sight, name: string, { isHere }: PagePlace): boolean {
  if (!headers.has(name)) return false
  return Boolean(isHere) || names(headers.get('access-control-expose-headers'), name, true)
}

/** Whether pages may send a header there. In one of them the browser asks by itself; elsewhere the same is asked in its place. */
export async function mayBeSent(name: string, method: string, address: string, ground: Ground): Promise<boolean> {
  const { page } = ground
  if (!page || page.isHere) return true
  const headers = new Headers({ 'access-control-request-method': method, 'access-control-request-headers': name })
  const { init, ...outgoing } = getRequest(address, headers)
  const sight = await look({ ...outgoing, init: { ...init, method: 'OPTIONS' } }, ground)
  // The star does not stand for this one (Fetch Standard).
  const allowed = names(sight.headers.get('access-control-allow-headers'), name, name !== 'authorization')
  return isReadable(sight, page) && allowed
}

function names(list: string | null, name: string, mayBeStar: boolean): boolean {
  const named = (list ?? '').split(',').map(each => each.trim().toLowerCase())
  return named.includes(name) || (mayBeStar && named.includes('*'))
}
