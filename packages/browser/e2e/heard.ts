import type { Site } from './site.ts'
import type { Told } from './telling.ts'

/** What the tabs of one session have told since it was begun, or since a moment that was noted. */
export interface Heard {
  /** Every access token that was handed to a caller. */
  readonly tokens: ReadonlySet<string>
  /** Expiries with so many tabs in line for the lock, by their number. */
  readonly contenders: ReadonlyMap<string, ReadonlySet<string>>
  readonly failures: ReadonlyMap<string, number>
  /** How far from an expiry each caller asked, in milliseconds. */
  readonly distances: readonly number[]
  readonly renders: ReadonlyMap<string, number>
  /** How often a tab told something. */
  signsOf(tab: string): number
  /** Resolves when it is so; looked at whenever a tab tells something. */
  until(isSo: () => boolean): Promise<void>
  /** Resolves to the name of the tab that next sends the refresh token. */
  nextSender(): Promise<string>
}

export function hear(site: Site, session: string): Heard {
  const tokens = new Set<string>()
  const contenders = new Map<string, Set<string>>()
  const failures = new Map<string, number>()
  const distances: number[] = []
  const renders = new Map<string, number>()
  const signs = new Map<string, number>()
  const listeners = new Set<(told: Told) => void>()

  site.listen(told => {
    if (told.session !== session) return
    signs.set(told.tab, (signs.get(told.tab) ?? 0) + 1)
    if ('round' in told.news) count(told.tab, told.news)
    for (const listener of listeners) listener(told)
  })

  function count(tab: string, { round, contended, renders: rendered }: Round): void {
    const [expired] = round.tokens
    if (expired && contended) contenders.set(expired, (contenders.get(expired) ?? new Set()).add(tab))
    for (const token of round.tokens) tokens.add(token)
    for (const failure of round.failures) failures.set(failure, (failures.get(failure) ?? 0) + 1)
    distances.push(...round.distances)
    renders.set(tab, rendered)
  }

  function heard(isIt: (told: Told) => boolean): Promise<Told> {
    return new Promise(resolve => {
      const listener = (told: Told) => {
        if (!isIt(told)) return
        listeners.delete(listener)
        resolve(told)
      }
      listeners.add(listener)
    })
  }

  return {
    ...{ tokens, contenders, failures, distances, renders },
    signsOf: tab => signs.get(tab) ?? 0,
    until: async isSo => void (isSo() || (await heard(isSo))),
    nextSender: async () => (await heard(({ news }) => 'step' in news && news.step === 'sends')).tab,
  }
}

type Round = Extract<Told['news'], { round: unknown }>
