import { expect } from 'vitest'
import type { Crew } from './crew.ts'
import { spread } from './exercise.ts'
import { hear } from './heard.ts'
import type { Site } from './site.ts'

/** What the authorization server counted, held against what the tabs were handed. */
export interface Account {
  /** One token request per expiry, one more for each answer that was lost; nothing reused, nobody signed out. */
  balance(live: () => Promise<void>): Promise<void>
  /** Expiries with at least so many tabs in line for the lock. */
  contested(): number
  happened(what: string): void
  inWords(): string
}

const enough = 4

export function account(site: Site, crew: Crew): Account {
  const { provider } = site
  const { tokens } = crew.heard
  const { contenders, failures, distances } = hear(site, crew.session)
  const happenings = new Map<string, number>()
  let said = ''
  const contested = () => [...contenders.values()].filter(tabs => tabs.size >= enough).length
  const lost = () => [...failures.keys()].filter(failure => /session_ended|not_signed_in/.test(failure))

  return {
    contested,
    happened: what => void happenings.set(what, (happenings.get(what) ?? 0) + 1),
    balance: async live => {
      await crew.rest()
      provider.resetCounters()
      const before = tokens.size
      await crew.goOn()
      await live()
      await crew.rest()
      const { tokenRequests, tokenRequestsByResult, graceUses, reuseDetections } = provider.counters
      const expiries = tokens.size - before
      said = `${expiries} expiries, ${tokenRequests} token requests at the server, ${graceUses} of them for answers that were lost; ${reuseDetections} reuse detections, ${lost().length} sessions lost.`
      const { granted = 0, ...refused } = tokenRequestsByResult
      expect(refused).toEqual({})
      expect(granted).toBeGreaterThanOrEqual(expiries)
      expect(granted).toBeLessThanOrEqual(expiries + graceUses)
      expect(reuseDetections).toBe(0)
      expect(lost()).toEqual([])
      expect(new Set(await crew.states())).toEqual(new Set(['signed-in Alice Liddell']))
    },
    inWords: () => {
      const inLine = [...contenders.values()].map(({ size }) => size).toSorted((a, b) => a - b)
      const punctual = distances.filter(distance => distance <= spread).length / distances.length
      const happened = [...happenings].map(([what, times]) => `${what} ${times}`).join(', ')
      return [
        said,
        `In line for the lock: at least ${enough} tabs at ${contested()} expiries, ${inLine[Math.floor(inLine.length / 2)]} in the middle.`,
        `${Math.round(punctual * 100)} % of ${distances.length} callers asked within ${spread} ms of the expiry.`,
        happened && `Tabs ${happened}.`,
        failures.size > 0 &&
          `What callers were told: ${[...failures].map(([what, times]) => `${times} × ${what}`).join(', ')}.`,
      ]
        .filter(Boolean)
        .join(' ')
    },
  }
}
