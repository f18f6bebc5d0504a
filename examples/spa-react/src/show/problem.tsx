import type { OAuthError } from '@tessera/browser'
import { lazy, Suspense } from 'react'

const Explained = lazy(() => import('./explained.tsx'))

interface Props {
  readonly error: OAuthError
  /** Whether the session is kept, and renewed by itself once it can be. */
  readonly stale: boolean
}

export function Problem({ error, stale }: Props) {
  const { reason } = error.facts
  return (
    <section className="problem" role={stale ? 'note' : 'alert'}>
      <h2>{titleOf(error, stale)}</h2>
      {stale && <p>Nothing is lost. It is tried again by itself.</p>}
      <Suspense>
        <Explained code={error.code} isPassing={stale} />
      </Suspense>
      <p className="code-word">
        <code>{[error.code, reason].filter(Boolean).join(': ')}</code>
      </p>
    </section>
  )
}

function titleOf({ code }: OAuthError, stale: boolean): string {
  if (stale) return 'You stay signed in'
  return code === 'session_ended' ? 'The session has ended' : 'That did not work'
}
