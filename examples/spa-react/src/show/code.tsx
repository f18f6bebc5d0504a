import { useId } from 'react'
import app from '../app.tsx?raw'
import auth from '../auth.ts?raw'

export function Code() {
  const title = useId()
  return (
    <section className="code" aria-labelledby={title}>
      <h2 id={title}>All that the app does for it</h2>
      <div>
        <figure>
          <figcaption>auth.ts</figcaption>
          <pre>
            <code>{auth.trim()}</code>
          </pre>
        </figure>
        <figure>
          <figcaption>app.tsx</figcaption>
          <pre>
            <code>{app.trim()}</code>
          </pre>
        </figure>
      </div>
    </section>
  )
}
