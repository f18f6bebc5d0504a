'use client'

import { useEffect, useState } from 'react'
import { api, auth } from '../../auth'

interface Order {
  readonly id: number
  readonly what: string
  readonly quantity: number
}

/** The user's own, asked for in the browser: no server of yours has the token. */
export function Orders() {
  const [orders, setOrders] = useState<readonly Order[]>([])
  const [problem, setProblem] = useState<string>()

  useEffect(() => {
    const left = new AbortController()
    ordersOfTheUser(left.signal)
      .then(setOrders)
      .catch(error => left.signal.aborted || setProblem(String(error)))
    return () => left.abort()
  }, [])

  if (problem) return <p role="alert">{problem}</p>
  return (
    <ul>
      {orders.map(({ id, what, quantity }) => (
        <li key={id}>
          {quantity} {what}
        </li>
      ))}
    </ul>
  )
}

async function ordersOfTheUser(signal: AbortSignal): Promise<readonly Order[]> {
  const response = await auth.fetch(`${api}/orders`, { signal })
  if (!response.ok) throw new Error(`The API answered ${response.status}.`)
  return (await response.json()).orders
}
