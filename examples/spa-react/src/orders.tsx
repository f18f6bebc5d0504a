import { isOAuthError } from '@tessera/browser'
import { useState } from 'react'
import { auth } from './auth.ts'
import { config } from './config.ts'

interface Order {
  readonly id: number
  readonly what: string
  readonly quantity: number
}

export function Orders() {
  const [orders, setOrders] = useState<readonly Order[]>([])
  const [answer, setAnswer] = useState('')

  async function load() {
    try {
      const response = await auth.fetch(`${config.api}/orders`)
      const body = response.ok ? await response.json() : undefined
      setAnswer(`The API answered ${response.status}${body ? `, for ${body.for}` : ''}.`)
      setOrders(body?.orders ?? [])
    } catch (error) {
      setAnswer(
        isOAuthError(error) ? `There was no token for the call: ${error.code}.` : 'The API could not be reached.',
      )
      setOrders([])
    }
  }

  return (
    <section>
      <h2>Orders</h2>
      <button type="button" className="primary" onClick={load}>
        Call the API
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
