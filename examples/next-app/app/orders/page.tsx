import { Account } from '../account'
import { Guarded } from '../guarded'
import { Orders } from './orders'

export default function OrdersPage() {
  return (
    <main>
      <h1>Orders</h1>
      <Guarded>
        <Account />
        <Orders />
      </Guarded>
    </main>
  )
}
