import type { Auth } from '@tessera/core/auth'

/** What became of the callers of one tab. */
export interface Exercised {
  readonly served: number
  readonly failures: readonly string[]
  /** Every token that a caller got. */
  readonly tokens: readonly string[]
}

/** Tokens last a second, and are renewed when a tenth of it is left. */
const usableFor = 900
const spread = 20

/** In each round so many callers ask within a moment of the expiry: some just before, most just after. */
export async function exercise(auth: Auth, callers: number, expiries: number): Promise<Exercised> {
  const failures: string[] = []
  const tokens = new Set<string>()
  let served = 0

  async function ask(): Promise<string | undefined> {
    try {
      const token = await auth.getAccessToken()
      tokens.add(token)
      served += 1
      return token
    } catch (error) {
      failures.push(String(error))
      return undefined
    }
  }

  for (let expiry = 0; expiry < expiries; expiry++) {
    const before = await ask()
    await until(Date.now() + usableFor - spread)
    const answers: Promise<string | undefined>[] = []
    for (let caller = 0; caller < callers; caller++) {
      answers.push(ask())
      if (caller % 5 === 4) await until(Date.now() + (2 * spread * 5) / callers)
    }
    const seen = await Promise.all(answers)
    if (failures.length > 0) break
    while (seen.every(token => token === before)) seen.push(await ask())
  }
  return { served, failures, tokens: [...tokens] }
}

function until(moment: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, moment - Date.now()))
}
