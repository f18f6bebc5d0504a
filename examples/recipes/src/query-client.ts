import { QueryClient } from '@tanstack/react-query'
import { isOAuthError } from '@tessera/browser'
import { onUserChange } from './on-user-change.ts'

export const queryClient = new QueryClient({ defaultOptions: { queries: { retry } } })

// What one user has seen is not for the next.
onUserChange(() => queryClient.clear())

/** A session that has ended does not come back by asking again. */
function retry(failures: number, error: Error): boolean {
  return failures < 3 && (!isOAuthError(error) || error.retryable)
}
