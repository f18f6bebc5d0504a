import { type Exercised, until } from './exercise.js'

/** That it lives, that it sends the refresh token, or what became of its callers around an expiry. */
export type News =
  | { readonly step: 'lives' | 'sends' }
  | {
      readonly round: Exercised
      /** Whether the tab stood in line for the lock. */
      readonly contended: boolean
      readonly renders: number
    }

/** `session` is the path of the page, `tab` the page's name for itself until it is loaded again. */
export interface Told {
  readonly session: string
  readonly tab: string
  readonly news: News
}

export interface Teller {
  tell(news: News): void
  /** Resolves when the site has heard everything. */
  told(): Promise<unknown>
}

/** Tells the site, again and again until it hears. */
export function teller(session: string, tab: string): Teller {
  const telling = new Set<Promise<void>>()

  async function post(body: string): Promise<void> {
    const heard = () => fetch('/told', { method: 'POST', body }).then(Boolean, () => false)
    while (!(await heard())) await until(Date.now() + 100)
  }

  return {
    tell: news => {
      const told = post(JSON.stringify({ session, tab, news } satisfies Told))
      telling.add(told)
      void told.then(() => telling.delete(told))
    },
    told: () => Promise.all(telling),
  }
}
