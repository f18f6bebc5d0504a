'use client'
import { AuthProvider } from '@tessera/react'
import { auth } from '../auth.js'

export function Session({ children }) {
  return <AuthProvider auth={auth}>{children}</AuthProvider>
}
