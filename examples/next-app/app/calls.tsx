'use client'

import { SignedIn } from '@tessera/react'
import { useState } from 'react'
import { api, auth } from '../auth'

/** What the API answers, for users. */
export function Calls() {
  const [answers, setAnswers] = useState<readonly number[]>([])

  async function call() {
    const { status } = await auth.fetch(`${api}/orders`)
    setAnswers([...answers, status])
  }

  return (
    <SignedIn>
      <button type="button" onClick={call}>
        Call the API
      </button>
      <output>{answers.join(' ')}</output>
    </SignedIn>
  )
}
