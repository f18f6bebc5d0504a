import type { Account } from './account.ts'

export function AccountPage({ name, orders }: Account) {
  return (
    <h1>
      {name} has {orders} orders
    </h1>
  )
}
