'use client'

import type { User } from '@tessera/core'
import type { Auth, AuthState } from '@tessera/core/auth'
import { useAuthState } from './use-auth-state.js'

/** Who is signed in, and a new render only when that changes. Takes its Auth as `useAuth` does. */
export function useUser(auth?: Auth): User | undefined {
  return useAuthState(userOf, auth)
}

function userOf({ user }: AuthState): User | undefined {
  return user
}
