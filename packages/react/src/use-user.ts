'use client'

import type { User } from '@tessera/core'
import type { Auth } from '@tessera/core/auth'
import { useSyncExternalStore } from 'react'
import { useProvided } from './auth-provider.js'

/** Who is signed in, and a new render only when that changes. Takes its Auth as `useAuth` does. */
export function useUser(auth?: Auth): User | undefined {
  const { subscribe, getSnapshot, getServerSnapshot } = useProvided(auth)
  return useSyncExternalStore(
    subscribe,
    () => getSnapshot().user,
    () => getServerSnapshot().user,
  )
}
