import Link from 'next/link'
import { Account } from './account'
import { Calls } from './calls'

export default function Home() {
  return (
    <main>
      <h1>Rendered on a server</h1>
      <Account />
      <Calls />
      <Link href="/orders">Orders</Link>
    </main>
  )
}
