import type { User } from '@tessera/browser'

export function Claims({ user }: { readonly user: User }) {
  return (
    <section>
      <h2>Claims</h2>
      <dl>
        {Object.entries(user).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}
