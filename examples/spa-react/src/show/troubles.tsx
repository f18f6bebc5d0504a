import { useId } from 'react'
import { auth } from '../auth.ts'
import type { Moment } from './moment.ts'
import { sentenceOf } from './sentence.ts'
import { expire, provoke, useWatched } from './watching.ts'

interface Act {
  readonly id: string
  readonly name: string
  readonly hint: string
  readonly act: (() => void) | string
}

/** What answers to a press. Renewals are left to whoever wants to read: they would be said all the time. */
const answering: readonly Moment['kind'][] = ['down', 'up', 'armed', 'refused']

export function Troubles({ isSignedIn }: { readonly isSignedIn: boolean }) {
  const situation = useWatched('situation')
  const answer = useWatched('story').find(({ moment }) => answering.includes(moment.kind))
  const title = useId()
  if (!situation) return null
  const server: Act = situation.isDown
    ? {
        id: 'server',
        name: 'Bring the server up',
        hint: 'The session notices by itself.',
        act: () => void provoke('up'),
      }
    : { id: 'server', name: 'Take the server down', hint: 'Nobody answers any more.', act: () => void provoke('down') }
  if (!isSignedIn && !situation.isDown) return null
  return (
    <section className="troubles" aria-labelledby={title}>
      <h2 id={title}>{isSignedIn ? 'Make trouble' : 'The server is down'}</h2>
      <ul>
        {(isSignedIn ? [...upsets, server, ...departures] : [server]).map(act => (
          <Tile key={act.id} {...act} />
        ))}
      </ul>
      <p className="unseen" aria-live="polite">
        {answer && sentenceOf(answer.moment)}
      </p>
      <dl aria-label="What the server has counted">
        <Figure name="token requests" value={situation.tokenRequests} />
        <Figure name="repeated and forgiven" value={situation.forgiven} />
        <Figure name="reuse detected" value={situation.reuseDetections} />
      </dl>
    </section>
  )
}

const upsets: readonly Act[] = [
  { id: 'expire', name: 'Expire now', hint: 'The API refuses the token.', act: () => void expire(1) },
  {
    id: 'four',
    name: 'Four callers at once',
    hint: 'One request serves them all.',
    act: () => void expire(4),
  },
  {
    id: 'lose',
    name: 'Lose the next answer',
    hint: 'The server renews, and nobody hears of it.',
    act: () => void provoke('lose'),
  },
  {
    id: 'lose-for-good',
    name: 'Lose it for good',
    hint: 'The same, and the server forgives nothing.',
    act: () => void provoke('lose-unforgivingly'),
  },
]

const departures: readonly Act[] = [
  { id: 'tab', name: 'Open another tab', hint: 'It shares the session.', act: '/' },
  {
    id: 'here',
    name: 'Sign out here',
    hint: 'In every tab. The server still knows you.',
    act: () => void auth.signOut(),
  },
  {
    id: 'there',
    name: 'Sign out at the server',
    hint: 'The next sign-in asks for the password.',
    act: () => void auth.signOut({ atProvider: true }),
  },
]

function Tile({ name, hint, act }: Act) {
  const id = useId()
  return (
    <li className="tile">
      {typeof act === 'string' ? (
        <a href={act} target="_blank" rel="noreferrer" aria-describedby={id}>
          {name}
        </a>
      ) : (
        <button type="button" onClick={act} aria-describedby={id}>
          {name}
        </button>
      )}
      <p id={id}>{hint}</p>
    </li>
  )
}

function Figure({ name, value }: { readonly name: string; readonly value: number }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}
