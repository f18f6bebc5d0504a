import { type Counters, type Tally, zero } from './counters.ts'
import { type Listener, listenAtBoth } from './listener.ts'
import type { Resources } from './resources.ts'
import { type Users, users } from './users.ts'

export interface ServerOptions {
  /** Redirect URIs of pages; their origins may call the endpoints. */
  readonly pages?: readonly string[]
  /** 0, as when nothing is said, is any free port. */
  readonly port?: number
  readonly apiPort?: number
  readonly accessTokenSeconds?: number
  /** How long a spent refresh token is still exchanged. 0, as when nothing is said: reuse is detected at once. */
  readonly graceSeconds?: number
}

/** An authorization server and a resource API in this process, on loopback, with nothing but memory. */
export interface RunningServer {
  readonly issuer: string
  /** The resource API's origin, and the audience of its access tokens (RFC 8707). */
  readonly api: string
  /** Another resource's identifier: access tokens for it are for the wrong audience. */
  readonly billing: string
  readonly users: Users
  readonly counters: Counters
  resetCounters(): void
  setAccessTokenSeconds(seconds: number): void
  setGraceSeconds(seconds: number): void
  /** Closes the authorization server's listener. Its state is kept. */
  pause(): Promise<void>
  resume(): Promise<void>
  close(): Promise<void>
}

/** What an authorization server of any family is built upon. */
export interface ServerFrame {
  /** What can be done with it from outside. */
  readonly running: RunningServer
  readonly listener: Listener
  readonly apiListener: Listener
  /** The origins whose pages may call the endpoints. */
  readonly origins: ReadonlySet<string>
  readonly resources: Resources
  readonly tally: Tally
  accessTokenSeconds(): number
  graceSeconds(): number
}

/** Listens at both ports; nothing is served yet. Throws when a port is taken. */
export async function serverFrame(options: ServerOptions): Promise<ServerFrame> {
  const { pages = [], port = 0, apiPort = 0 } = options
  let { accessTokenSeconds = 20, graceSeconds = 0 } = options
  const origins = new Set(pages.map(page => new URL(page).origin))
  const tally = zero()
  const [listener, apiListener] = await listenAtBoth(port, apiPort)
  const resources = { api: apiListener.origin, billing: 'https://billing.example.com' }

  const running: RunningServer = {
    issuer: listener.origin,
    ...resources,
    users,
    counters: tally,
    resetCounters: () => void Object.assign(tally, zero()),
    setAccessTokenSeconds: seconds => {
      accessTokenSeconds = seconds
    },
    setGraceSeconds: seconds => {
      graceSeconds = seconds
    },
    pause: listener.pause,
    resume: listener.resume,
    close: async () => {
      await Promise.all([listener.pause(), apiListener.pause()])
    },
  }

  return {
    running,
    listener,
    apiListener,
    origins,
    resources,
    tally,
    accessTokenSeconds: () => accessTokenSeconds,
    graceSeconds: () => graceSeconds,
  }
}
