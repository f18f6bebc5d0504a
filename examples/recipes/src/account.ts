import { api, auth } from './auth.ts'
import type { Orders } from './orders.ts'

/** What a page says of its user. */
export interface Account {
  readonly name: string
  readonly orders: number
}

/** Waits until it is known who is signed in; `undefined` where nobody is, and nobody is asked to. */
export async function account(signal: AbortSignal): Promise<Account | undefined> {
  const { user } = await auth.ready()
  if (!user) return undefined
  const token = await auth.getAccessToken({ resource: 'api', signal })
  const response = await fetch(`${api}/orders`, { headers: { authorization: `Bearer ${token}` }, signal })
  const { orders }: Orders = await response.json()
  return { name: String(user.name), orders: orders.length }
}
