import { fork } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { join } from 'node:path'

/** What processes have to agree on to share a session, with the settings of a client that may use passwords. */
export interface Shared {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  readonly username: string
  readonly password: string
  readonly scope: string
  readonly resources: Readonly<Record<string, string>>
  readonly folder?: string
  readonly redis?: string
}

/** What a process was given, and what it then finds in the store. */
export interface Answer {
  /** The different tokens that its callers got, or the codes of errors. */
  readonly got: readonly string[]
  readonly record: unknown
}

/** A process with one release of the library, that shares a session. */
export interface ReleaseProcess {
  readonly spent: number
  ask(callers: number): Promise<Answer>
  /** Resolves when it sends a refresh token the next time. */
  nextSpend(): Promise<void>
  close(): Promise<void>
}

/** Starts a process from a folder in which a release is installed. */
export async function startProcess(folder: string, shared: Shared): Promise<ReleaseProcess> {
  const child = fork(join(folder, 'process.js'), [JSON.stringify(shared)], { execArgv: [] })
  const heard = new EventEmitter<{ spends: []; answers: [Answer] }>()
  let spent = 0
  await once(child, 'message')
  child.on('message', (told: 'spends' | Answer) => {
    if (told !== 'spends') return heard.emit('answers', told)
    spent += 1
    return heard.emit('spends')
  })
  return {
    get spent() {
      return spent
    },
    ask: callers => {
      child.send(callers)
      return new Promise(resolve => heard.once('answers', resolve))
    },
    nextSpend: () => new Promise(resolve => heard.once('spends', resolve)),
    close: async () => {
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}
