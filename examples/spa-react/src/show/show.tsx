import { useAuth } from '@tessera/react'
import type { PropsWithChildren } from 'react'
import { auth } from '../auth.ts'
import { Account } from './account.tsx'
import { Code } from './code.tsx'
import { Header } from './header.tsx'
import { Orders } from './orders.tsx'
import { Problem } from './problem.tsx'
import { Story } from './story.tsx'
import { TokenClock } from './token-clock.tsx'
import { Troubles } from './troubles.tsx'
import { Visitors } from './visitors.tsx'
import './style/index.css'

/** Shows what happens to the session of an app, and lets a visitor trouble it. The app needs none of this. */
export function Show({ children: app }: PropsWithChildren) {
  const { status, user, stale, error } = useAuth(auth)
  return (
    <>
      <Header status={status} stale={stale ?? false} />
      <main>
        <div className="stage">
          <section className="app" aria-label="The app">
            {status === 'signed-out' && <p>Sign in once, then make trouble.</p>}
            {app}
            {status === 'signed-out' && <Visitors />}
            {user && <TokenClock />}
          </section>
          <Troubles isSignedIn={user !== undefined} />
          {error && <Problem error={error} stale={stale ?? false} />}
        </div>
        <Story />
        {user && <Account user={user} />}
        {user && <Orders />}
        <Code />
      </main>
    </>
  )
}
