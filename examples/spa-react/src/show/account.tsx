import type { User } from '@tessera/browser'
import { useId } from 'react'

export function Account({ user }: { readonly user: User }) {
  const title = useId()
  return (
    <section className="account" aria-labelledby={title}>
      <h2 id={title}>What the id_token says</h2>
      <dl>
        {Object.entries(user).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="mono">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
