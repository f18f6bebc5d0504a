'use client'

import type { Auth, AuthState } from '@tessera/core/auth'
import { useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { useProvided } from './auth-provider.js'

/**
 * What `select` reads of an Auth's state, and a new render only when that says something else. Two objects with the same content say
 * the same, so `select` may make a new one each time. Takes its Auth as `useAuth` does.
 */
export function useAuthState<T>(select: (state: AuthState) => T, auth?: Auth): T {
  const { subscribe, getSnapshot, getServerSnapshot } = useProvided(auth)
  const shown = useRef<T>(undefined)
  const read = useMemo(() => steady(() => select(getSnapshot()), shown.current), [select, getSnapshot])
  const readOnServer = useMemo(
    () => steady(() => select(getServerSnapshot()), shown.current),
    [select, getServerSnapshot],
  )
  const selected = useSyncExternalStore(subscribe, read, readOnServer)
  useEffect(() => {
    shown.current = selected
  }, [selected])
  return selected
}

/** The same object as long as it says the same: an Auth makes a new one with each state. */
function steady<T>(read: () => T, shown: T | undefined): () => T {
  let before = shown
  return () => {
    const now = read()
    if (before === undefined || JSON.stringify(now) !== JSON.stringify(before)) before = now
    return before
  }
}
