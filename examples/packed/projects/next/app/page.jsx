'use client'
import { useAuth } from '@tessera/react'
import { useState } from 'react'
import { api, auth } from './auth.js'

export default function Page() {
  const { status, user, signIn } = useAuth()
  const [answer, setAnswer] = useState('')
  return (
    <main>
      <p role="status">{user?.name ?? status}</p>
      <button type="button" onClick={signIn}>
        Sign in
      </button>
      <button type="button" onClick={async () => setAnswer((await auth.fetch(`${api}/orders`)).status)}>
        Call the API
      </button>
      <output>{answer}</output>
    </main>
  )
}
