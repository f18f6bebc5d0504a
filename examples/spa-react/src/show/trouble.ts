import { isOAuthError } from '@tessera/browser'
import type { Situation } from '@tessera-examples/provider/trouble'
import { auth } from '../auth.ts'
import type { Refusal } from './moment.ts'

export type Trouble = 'down' | 'up' | 'lose' | 'lose-unforgivingly'

/** How things are at the authorization server, after some trouble if one is named. `undefined` where nobody knows. */
export async function situation(trouble?: Trouble): Promise<Situation | undefined> {
  const path = trouble ? `/trouble/${trouble}` : '/trouble'
  const response = await fetch(path, { method: trouble ? 'POST' : 'GET' }).catch(() => undefined)
  return response?.ok ? response.json().catch(() => undefined) : undefined
}

/** So many callers at once say that the API has refused the token, as it does when the token has expired. */
export async function refuse(callers: Refusal['callers']): Promise<Refusal> {
  try {
    const rejected = await auth.getAccessToken()
    const tokens = await Promise.all(Array.from({ length: callers }, () => auth.getAccessToken({ rejected })))
    if (new Set(tokens).size > 1) throw new Error('The callers got different tokens.')
    return { kind: 'refused', callers, outcome: 'served' }
  } catch (error) {
    if (isOAuthError(error)) return { kind: 'refused', callers, outcome: error.code }
    throw error
  }
}
