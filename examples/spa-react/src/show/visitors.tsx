import { config } from '../config.ts'

export function Visitors() {
  return (
    <div className="visitors">
      <p>A real authorization server will ask who you are. Be one of these:</p>
      <dl>
        {config.users.map(({ username, password }) => (
          <div key={username}>
            <dt>{username}</dt>
            <dd className="mono">{password}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
