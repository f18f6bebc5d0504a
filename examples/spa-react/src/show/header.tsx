import type { AuthState } from '@tessera/browser'

interface Props {
  readonly status: AuthState['status']
  readonly stale: boolean
}

const words: Readonly<Record<AuthState['status'], string>> = {
  loading: 'One moment',
  'signed-in': 'Signed in',
  'signed-out': 'Signed out',
}

export function Header({ status, stale }: Props) {
  return (
    <header>
      <h1>
        <svg viewBox="0 0 15 15" aria-hidden="true">
          <path d="M0 0h7v7H0zM8 8h7v7H8z" />
          <path className="pale" d="M8 0h7v7H8zM0 8h7v7H0z" />
        </svg>
        Tessera
      </h1>
      <p className={`state ${stale ? 'stale' : status}`} role="status">
        {stale ? 'Signed in, waiting for the server' : words[status]}
      </p>
    </header>
  )
}
