import { randomBytes } from 'node:crypto'
import type { OAuth2 } from 'oauth2orize'
import type { Client } from './clients.ts'

export type Transaction = OAuth2<Client, { readonly username: string }>

/** Authorization requests whose users are looking at the sign-in page, in the form in which oauth2orize wants to keep them. */
export interface Transactions {
  find(id: string): Transaction | undefined
  store(request: unknown, transaction: Transaction, stored: (error: null, id: string) => void): void
  remove(request: unknown, id: string, removed: (error: null) => void): void
}

export function memoryTransactions(): Transactions {
  const open = new Map<string, Transaction>()
  return {
    find: id => open.get(id),
    store(_request, transaction, stored) {
      const id = randomBytes(16).toString('base64url')
      open.set(id, transaction)
      stored(null, id)
    },
    remove(_request, id, removed) {
      open.delete(id)
      removed(null)
    },
  }
}
