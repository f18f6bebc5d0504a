import { useAuth } from '@tessera/react'
import { useState } from 'react'
import { api, auth } from './auth.js'

export function Page() {
  const { status, user, signIn } = useAuth()
  const [answers, setAnswers] = useState([])

  async function call() {
    const { status } = await auth.fetch(`${api}/orders`)
    setAnswers(before => [...before, status])
  }

  return (
    <main>
      <p role="status">{user?.name ?? status}</p>
      <button type="button" onClick={signIn}>
        Sign in
      </button>
      <button type="button" onClick={call}>
        Call the API
      </button>
      <output>{answers.join(' ')}</output>
    </main>
  )
}
