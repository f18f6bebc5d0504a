import { isOAuthError } from '@tessera/capacitor'
import { useState } from 'react'
import { api, auth } from './auth.ts'

export function Orders() {
  const [answer, setAnswer] = useState('')

  async function load() {
    try {
      const { status } = await auth.fetch(`${api}/orders`)
      setAnswer(`The API answered ${status}.`)
    } catch (error) {
      setAnswer(isOAuthError(error) ? error.code : 'The API could not be reached.')
    }
  }

  return (
    <section>
      <button type="button" onClick={load}>
        Call the API
      </button>
      <p aria-live="polite">{answer}</p>
    </section>
  )
}
