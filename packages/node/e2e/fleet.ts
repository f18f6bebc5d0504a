import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Shared } from './shared-session.ts'
import type { Told } from './worker.ts'

/** Eight real processes that share one session, and what they told. */
export interface Fleet {
  /** Every access token that was handed to a caller, and to how many processes. */
  readonly handed: ReadonlyMap<string, number>
  /** The longest that a caller waited for each new token, in milliseconds. */
  readonly waits: readonly number[]
  readonly errors: ReadonlyMap<string, number>
  readonly kills: number
  readonly asks: number
  /** Resolves when so many more tokens have been handed out. */
  rotations(count: number): Promise<void>
  /** Resolves when the next process sends the refresh token. */
  nextSpender(): Promise<ChildProcess>
  /** Somebody, by chance. */
  anybody(): ChildProcess
  /** Ends a process with SIGKILL and starts another one in its place. */
  replace(process: ChildProcess): void
  close(): Promise<void>
}

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))
export const fromSource: readonly string[] = [
  '-C',
  '@tessera/source',
  '--import',
  new URL('../../../.ci/from-source.ts', import.meta.url).href,
]

export function startFleet(size: number, sharedBy: (index: number) => Shared): Fleet {
  const handed = new Map<string, number>()
  const errors = new Map<string, number>()
  const waits: number[] = []
  const counts = { kills: 0, asks: 0, started: 0 }
  const living = new Set<ChildProcess>()
  const onHandOut = new Set<() => void>()
  const onSpent = new Set<(process: ChildProcess) => void>()

  function start(): void {
    const child = fork(worker, [JSON.stringify(sharedBy(counts.started++))], { execArgv: [...fromSource] })
    living.add(child)
    child.on('message', (told: Told) => hear(child, told))
    child.on('exit', code => code && count(errors, `exit ${code}`))
  }

  function hear(child: ChildProcess, told: Told): void {
    if ('token' in told) {
      count(handed, told.token)
      waits.push(told.waited)
      for (const tell of onHandOut) tell()
    } else if ('error' in told) count(errors, told.error)
    else if (told.step === 'asks') counts.asks += 1
    else for (const tell of onSpent) tell(child)
  }

  for (let index = 0; index < size; index++) start()
  return {
    ...{ handed, errors, waits },
    get kills() {
      return counts.kills
    },
    get asks() {
      return counts.asks
    },
    rotations: number => {
      const enough = handed.size + number
      return heard(onHandOut, () => handed.size >= enough)
    },
    nextSpender: async () => {
      let spender: ChildProcess | undefined
      await heard(onSpent, child => {
        spender = child
        return true
      })
      return spender ?? anybody()
    },
    anybody,
    replace: child => {
      if (!living.delete(child)) return
      child.kill('SIGKILL')
      counts.kills += 1
      start()
    },
    close: async () => {
      const ended = [...living].map(child => new Promise(done => child.once('exit', done)))
      for (const child of living) child.kill('SIGKILL')
      await Promise.all(ended)
    },
  }

  function anybody(): ChildProcess {
    const all = [...living]
    const one = all[Math.floor(Math.random() * all.length)]
    if (!one) throw new Error('nobody is alive')
    return one
  }
}

function heard<T extends readonly unknown[]>(
  listeners: Set<(...what: T) => void>,
  isIt: (...what: T) => boolean,
): Promise<void> {
  return new Promise(resolve => {
    const listener = (...what: T) => {
      if (!isIt(...what)) return
      listeners.delete(listener)
      resolve()
    }
    listeners.add(listener)
  })
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1)
}
