import { type Auth, type AuthOptions, authOn } from '@tessera/core/auth'
import { randomId } from '@tessera/core/platform'
import { loadCodeFlow, pagePlugs } from '../src/create-auth.js'
import { askAround, until } from './exercise.js'
import { sabotaged } from './sabotage.js'
import { type Teller, teller } from './telling.js'
import { type Seen, watching } from './watching.js'

/** A tab with callers of its own, who ask around each expiry until they are to rest. */
export interface Life {
  readonly name: string
  /** Resolves when the last callers are served, all is told, and the tab stands in no line. */
  rest(): Promise<unknown>
  goOn(): void
  /** Whether it came back out of the back-forward cache. */
  isRestored(): boolean
}

const callers = 25
const betweenSigns = 200

/** A session of its own for each path, as far as the path says with something missing. */
export function living(options: AuthOptions, renders: () => number): { readonly auth: Auth; readonly life: Life } {
  const { pathname: path } = location
  const name = randomId()
  const report = teller(path, name)
  if (path.includes('without-web-locks')) Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })
  const { plugs, seen } = watching(sabotaged(path, pagePlugs(loadCodeFlow)), () => report.tell({ step: 'sends' }))
  // A client of its own, because the authorization server ends all sessions of a client that a user has in a browser as one.
  const clientId = path.includes('another') ? 'phone' : options.clientId
  const auth = authOn({ ...options, clientId, slot: path }, plugs)
  void showLife(report)
  return { auth, life: live(auth, name, seen, report, renders) }
}

async function showLife(report: Teller): Promise<never> {
  for (;;) {
    report.tell({ step: 'lives' })
    await until(Date.now() + betweenSigns)
  }
}

function live(auth: Auth, name: string, seen: Seen, report: Teller, renders: () => number): Life {
  let working: Promise<void> | undefined
  let resting = false
  let isRestored = false
  addEventListener('pageshow', ({ persisted }) => {
    isRestored = persisted
  })

  async function work(): Promise<void> {
    while (!resting && auth.getSnapshot().status === 'signed-in') {
      const before = seen.asked()
      const round = await askAround(auth, callers, seen.expiryOf)
      report.tell({ round, contended: seen.asked() > before, renders: renders() })
      if (round.failures.length > 0) await until(Date.now() + 100)
    }
  }

  function goOn(): void {
    resting = false
    working ??= work().finally(() => {
      working = undefined
    })
  }

  auth.subscribe(() => resting || goOn())
  void auth.ready().then(goOn)
  return {
    ...{ name, goOn },
    rest: async () => {
      resting = true
      await working
      await report.told()
      while (seen.isInLine()) await until(Date.now() + 20)
    },
    isRestored: () => isRestored,
  }
}
