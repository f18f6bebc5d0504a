import { useQuery } from '@tanstack/react-query'
import { useUser } from '@tessera/react'
import { api, auth } from './auth.ts'
import type { Orders } from './orders.ts'

export function OrdersQuery() {
  const user = useUser(auth)
  const { data, error } = useQuery({
    queryKey: ['orders', user?.sub],
    queryFn: ({ signal }) => orders(signal),
    enabled: user !== undefined,
  })
  if (error) return <p role="alert">{error.message}</p>
  return (
    data && (
      <p>
        {data.orders.length} orders by query, for {data.for}
      </p>
    )
  )
}

async function orders(signal: AbortSignal): Promise<Orders> {
  const response = await auth.fetch(`${api}/orders`, { signal })
  if (!response.ok) throw new Error(`The API answered ${response.status}.`)
  return response.json()
}
