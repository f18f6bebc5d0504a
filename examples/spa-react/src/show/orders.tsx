import { isOAuthError } from '@tessera/browser'
import { useId, useState } from 'react'
import { auth } from '../auth.ts'
import { config } from '../config.ts'

interface Order {
  readonly id: number
  readonly what: string
  readonly quantity: number
}

export function Orders() {
  const [orders, setOrders] = useState<readonly Order[]>([])
  const [answer, setAnswer] = useState('')
  const title = useId()

  async function load() {
    try {
      const response = await auth.fetch(`${config.api}/orders`)
      const body = response.ok ? await response.json() : undefined
      setAnswer(`The API answered ${response.status}${body ? `, for ${body.for}` : ''}.`)
      setOrders(body?.orders ?? [])
    } catch (error) {
      setAnswer(isOAuthError(error) ? `There was no token for it: ${error.code}.` : 'The API could not be reached.')
      setOrders([])
    }
  }

  return (
    <section className="orders" aria-labelledby={title}>
      <h2 id={title}>Call an API</h2>
      <button type="button" onClick={load}>
        Get the orders
      </button>
      <p aria-live="polite">{answer}</p>
      <ul>
        {orders.map(({ id, what, quantity }) => (
          <li key={id}>
            {quantity} × {what}
          </li>
        ))}
      </ul>
    </section>
  )
}
