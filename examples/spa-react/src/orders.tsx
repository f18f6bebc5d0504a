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
      const body = await response.json()
      setAnswer(
        response.ok ? `The API answered ${response.status}, for ${body.for}.` : `The API answered ${response.status}.`,
      )
      setOrders(response.ok ? body.orders : [])
    } catch (error) {
      setAnswer(error instanceof Error ? error.message : 'The call failed.')
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
