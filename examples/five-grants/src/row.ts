import { decodeJwt } from 'jose'

/** What became of one grant. */
export interface Row {
  readonly grant: string
  readonly package: string
  /** The client, or the user it acted for. */
  readonly who: string
  readonly scopes: string
  readonly lifetime: string
  readonly renewed: string
  readonly answer: string
  readonly asItMust: boolean
}

/** What a token says of itself. An application need not look: it asks for a token, and sends it. */
export function readable(token: string): Pick<Row, 'scopes' | 'lifetime'> {
  const { scope, iat = 0, exp = 0 } = decodeJwt(token)
  return { scopes: String(scope), lifetime: `${exp - iat} s` }
}

/** What the resource API answered. */
export async function answerOf(response: Response): Promise<Pick<Row, 'answer' | 'asItMust'>> {
  const body = await response.json()
  if (!response.ok) return { answer: `${response.status} ${body.error}`, asItMust: false }
  return { answer: `${response.status}, ${body.orders.length} orders for ${body.for}`, asItMust: true }
}
