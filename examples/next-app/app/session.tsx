'use client'

import { AuthProvider } from '@tessera/react'
import type { ReactNode } from 'react'
import { auth } from '../auth'

/** The server renders it, too: there the Auth is `loading` for ever, and keeps nothing. */
export function Session({ children }: { readonly children: ReactNode }) {
  return <AuthProvider auth={auth}>{children}</AuthProvider>
}
