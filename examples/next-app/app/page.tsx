import Link from 'next/link'
import { Suspense } from 'react'
import { Account } from './account'
import { Calls } from './calls'
import { Greeting } from './greeting'

export default function Home() {
  return (
    <main>
      <h1>Rendered on a server</h1>
      <Suspense fallback={<p>One moment …</p>}>
        <Greeting />
      </Suspense>
      <Account />
      <Calls />
      <Link href="/orders">Orders</Link>
    </main>
  )
}
