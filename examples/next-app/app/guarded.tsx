'use client'

import { RequireAuth } from '@tessera/react'
import type { ReactNode } from 'react'
import { Account } from './account'

/** For users. Visitors are sent to sign in, and come back to the page they wanted. */
export function Guarded({ children }: { readonly children: ReactNode }) {
  return (
    <RequireAuth fallback={<p>One moment …</p>} otherwise={() => <Account />}>
      {children}
    </RequireAuth>
  )
}
