import { useAccessToken } from './use-access-token.ts'

export function TokenClock() {
  const { secondsLeft, rotations } = useAccessToken()
  return (
    <section>
      <h2>Access token</h2>
      <dl>
        <div>
          <dt>Time left</dt>
          <dd>{secondsLeft === undefined ? '…' : `${secondsLeft} s`}</dd>
        </div>
        <div>
          <dt>Rotations seen</dt>
          <dd>{rotations}</dd>
        </div>
      </dl>
      <p className="hint">Only for watching: this page asks for the token every second and reads when it expires.</p>
    </section>
  )
}
