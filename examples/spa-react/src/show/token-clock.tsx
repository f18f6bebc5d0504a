import { sentenceOf } from './sentence.ts'
import { useWatched } from './watching.ts'

const tiles = Array.from({ length: 20 }, (_, index) => index)

export function TokenClock() {
  const lifetime = useWatched('lifetime')
  const otherTabs = useWatched('otherTabs')
  const [latest] = useWatched('story')
  const left = lifetime?.left ?? 0
  const lit = lifetime ? Math.ceil((left / lifetime.whole) * tiles.length) : 0
  return (
    <div className="clock">
      <div className="tiles" aria-hidden="true">
        {tiles.map(tile => (
          <span key={tile} className={tile < lit ? 'lit' : ''} />
        ))}
      </div>
      <p role="timer">
        <strong>{left}</strong> {left === 1 ? 'second' : 'seconds'} left of the access token
      </p>
      <p>{tabsInWords(otherTabs)}</p>
      {latest && (
        <p className="latest" aria-hidden="true">
          {sentenceOf(latest.moment)}
        </p>
      )}
    </div>
  )
}

function tabsInWords(others: number): string {
  if (others === 0) return 'No other tab is open.'
  return others === 1 ? 'One other tab shares the session.' : `${others} other tabs share the session.`
}
