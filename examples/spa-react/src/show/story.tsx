import { useId } from 'react'
import { sentenceOf } from './sentence.ts'
import { useWatched } from './watching.ts'

const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' })

export function Story() {
  const story = useWatched('story')
  const title = useId()
  return (
    <section className="story" aria-labelledby={title}>
      <h2 id={title}>What this tab has seen</h2>
      {story.length === 0 && <p>Nothing yet.</p>}
      <ol>
        {story.map(({ id, at, moment }) => (
          <li key={id} className={moment.kind === 'renewed' && moment.took === undefined ? 'adopted' : moment.kind}>
            <time dateTime={at.toISOString()}>{clock.format(at)}</time>
            <p>{sentenceOf(moment)}</p>
          </li>
        ))}
      </ol>
    </section>
  )
}
