import type { Readable } from './server.ts'

/** What became of one grant. */
export interface Row extends Readable {
  readonly grant: string
  readonly package: string
  /** The client, or the user it acted for. */
  readonly who: string
  readonly renewed: string
  readonly answer: string
  readonly asItMust: boolean
}

/** What the resource API answered. */
export async function answerOf(response: Response): Promise<Pick<Row, 'answer' | 'asItMust'>> {
  const body = await response.json()
  if (!response.ok) return { answer: `${response.status} ${body.error}`, asItMust: false }
  return { answer: `${response.status}, ${body.orders.length} orders for ${body.for}`, asItMust: true }
}
