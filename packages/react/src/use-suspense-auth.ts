'use client'

import type { Auth } from '@tessera/core/auth'
import { useProvided } from './auth-provider.js'
import { type UseAuth, useAuth } from './use-auth.js'

/** What a component sees of an Auth once it is known whether somebody is signed in. */
export type KnownAuth = Exclude<UseAuth, { readonly status: 'loading' }>

/** How Next.js knows that rendering is left to the browser on purpose. */
const leftToTheBrowser = { digest: 'BAILOUT_TO_CLIENT_SIDE_RENDERING' }

/**
 * What `useAuth` gives, but never `loading`: until it is known whether somebody is signed in, the nearest `Suspense` shows its fallback.
 * Throws on a server, where that is never known: React sends the fallback instead.
 */
export function useSuspenseAuth(auth?: Auth): KnownAuth {
  const used = useProvided(auth)
  const state = useAuth(used)
  if (state.status !== 'loading') return state
  if (typeof window === 'undefined')
    throw Object.assign(
      new Error('On a server nobody knows who is signed in: put a <Suspense> above.'),
      leftToTheBrowser,
    )
  throw used.ready()
}
