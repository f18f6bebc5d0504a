'use client'

import type { User } from '@tessera/core'
import type { Auth } from '@tessera/core/auth'
import { useMemo, useSyncExternalStore } from 'react'
import { useProvided } from './auth-provider.js'

/** Who is signed in, and a new render only when that changes. Takes its Auth as `useAuth` does. */
export function useUser(auth?: Auth): User | undefined {
  const { subscribe, getSnapshot, getServerSnapshot } = useProvided(auth)
  const user = useMemo(() => steady(() => getSnapshot().user), [getSnapshot])
  return useSyncExternalStore(subscribe, user, () => getServerSnapshot().user)
}

/** The same object as long as it says the same: an Auth makes a new one with each state. */
function steady<T>(read: () => T): () => T {
  let before = read()
  return () => {
    const now = read()
    if (JSON.stringify(now) !== JSON.stringify(before)) before = now
    return before
  }
}
