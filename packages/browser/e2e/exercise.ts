import type { Auth } from '@tessera/core/auth'

/** What became of the callers of one tab. */
export interface Exercised {
  readonly served: number
  readonly failures: readonly string[]
  /** Every token that a caller got, once. */
  readonly tokens: readonly string[]
  /** How far from the expiry each caller asked, in milliseconds. */
  readonly distances: readonly number[]
}

/** Tokens last a second, and are renewed when a tenth of it is left. */
const usableFor = 900
export const spread = 20

/** In each round so many callers ask around the expiry; the first failure ends it. */
export async function exercise(auth: Auth, callers: number, expiries: number): Promise<Exercised> {
  const rounds: Exercised[] = []
  while (rounds.length < expiries && !rounds.some(({ failures }) => failures.length > 0))
    rounds.push(await askAround(auth, callers, () => Date.now() + usableFor))
  return {
    served: rounds.reduce((sum, { served }) => sum + served, 0),
    failures: rounds.flatMap(({ failures }) => failures),
    tokens: [...new Set(rounds.flatMap(({ tokens }) => tokens))],
    distances: rounds.flatMap(({ distances }) => distances),
  }
}

/** So many callers ask within a moment of the token's expiry: some just before, most just after. */
export async function askAround(auth: Auth, callers: number, expiryOf: (token: string) => number): Promise<Exercised> {
  const failures: string[] = []
  const tokens = new Set<string>()
  const distances: number[] = []
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

  const before = await ask()
  if (before === undefined) return { served, failures, tokens: [], distances }
  const expiry = expiryOf(before)
  await until(expiry - spread)
  const answers: Promise<string | undefined>[] = []
  for (let caller = 0; caller < callers; caller++) {
    distances.push(Math.abs(Date.now() - expiry))
    answers.push(ask())
    if (caller % 5 === 4) await until(Date.now() + (2 * spread * 5) / callers)
  }
  const seen = await Promise.all(answers)
  while (failures.length === 0 && seen.every(token => token === before)) seen.push(await ask())
  return { served, failures, tokens: [...tokens], distances }
}

const waiting = new Map<number, () => void>()
let timer: Worker | undefined

/** By the timers of a worker, which run on time also in a tab that nobody sees. */
export function until(moment: number): Promise<void> {
  timer ??= startTimer()
  const id = waiting.size === 0 ? 0 : Math.max(...waiting.keys()) + 1
  timer.postMessage([id, moment - Date.now()])
  return new Promise(resolve => waiting.set(id, resolve))
}

function startTimer(): Worker {
  const script = 'onmessage = ({ data: [id, wait] }) => setTimeout(() => postMessage(id), wait)'
  const worker = new Worker(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })))
  worker.onmessage = ({ data: id }) => {
    waiting.get(id)?.()
    waiting.delete(id)
  }
  return worker
}
