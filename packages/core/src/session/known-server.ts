import { type ErrorCode, isOAuthError } from '../errors.js'
import type { Jwks } from '../messages/key-set.js'
import type { ServerMetadata } from '../messages/server-metadata.js'
import type { Clock } from '../ports/clock.js'
import type { Fetch } from '../ports/fetch.js'
import type { Store } from '../ports/store.js'
import { schema } from './grant-record.js'
import { lazy } from './lazy.js'
import { inOneFlight } from './one-flight.js'

/** An authorization server, asked about itself as rarely as possible: what it said is kept in a store. */
export interface KnownServer {
  /**
   * Asks again if what is known is doubted, or older than so many milliseconds; what is too old is better than nothing where the server
   * cannot answer. Rejects as `discover`.
   */
  metadata(oldest?: number): Promise<ServerMetadata>
  /** Rejects as `fetchKeys`. */
  keys(): Promise<Jwks>
  /** Asks for the keys anew: the known ones did not fit. At most once a minute while the server has no others. Rejects as `fetchKeys`. */
  newKeys(): Promise<Jwks>
  /** Does some work with its endpoints. Fails that as if one had moved, what is known of the server is doubted, at most once a minute. */
  doubting<T>(work: () => Promise<T>): Promise<T>
}

/** Which server, and how it is asked. */
export interface KnownServerOptions {
  readonly issuer: string
  /** Makes discovery needless. */
  readonly server?: ServerMetadata | undefined
  readonly fetch: Fetch
  readonly clock: Clock
  readonly store: Store
}

interface Known {
  readonly metadata: ServerMetadata
  readonly keys?: Jwks | undefined
  readonly wallAt: number
  /** An endpoint was not what this says. */
  readonly isDoubted?: true | undefined
}

/** How an endpoint fails that has moved, or never was there. */
const moved: readonly ErrorCode[] = [
  'answer_too_large',
  'endpoint_missing',
  'keys_invalid',
  'network_failed',
  'redirect_refused',
  'token_response_invalid',
]

const minute = 60_000

const repeatable = lazy(() => import('../endpoints/repeatable.js'))

export function knownServer(options: KnownServerOptions): KnownServer {
  const { issuer, server, clock, store } = options
  /** What one application says of the server, another one need not believe. */
  const key = `server ${JSON.stringify(server ? [issuer, server] : [issuer])}`
  let known: Known | undefined
  let doubtedAt = Number.NEGATIVE_INFINITY
  let askedInVainAt = Number.NEGATIVE_INFINITY

  const askForKeys = inOneFlight(fetchedKeys)

  async function recall(oldest: number): Promise<Known> {
    known ??= await stored()
    const current = known && clock.wall() - known.wallAt < oldest ? known : undefined
    if (current && !current.isDoubted) return current
    try {
      const metadata = server ?? (await (await repeatable()).discover(issuer, options))
      return await remember({ metadata, keys: current?.keys, wallAt: clock.wall() })
    } catch (error) {
      const spare = isOAuthError(error) && error.retryable ? known : current
      if (!spare) throw error
      return remember({ ...spare, isDoubted: undefined })
    }
  }

  async function fetchedKeys(): Promise<Jwks> {
    const found = await recall(Number.POSITIVE_INFINITY)
    const keys = await (await repeatable()).fetchKeys(found.metadata, options)
    if (JSON.stringify(keys) === JSON.stringify(found.keys)) askedInVainAt = clock.monotonic()
    await remember({ ...found, keys })
    return keys
  }

  async function newKeys(): Promise<Jwks> {
    if (known?.keys && clock.monotonic() - askedInVainAt < minute) return known.keys
    return askForKeys()
  }

  async function stored(): Promise<Known | undefined> {
    const entry = await store.get(key).catch(() => undefined)
    return isKnown(entry?.sealed, server?.issuer ?? issuer)
      ? { ...entry.sealed, metadata: server ?? entry.sealed.metadata }
      : undefined
  }

  async function remember(learned: Known): Promise<Known> {
    known = learned
    const version = (await store.get(key).catch(() => undefined))?.version ?? 0
    const entry = { version: version + 1, clear: {}, sealed: { schema, ...learned } }
    await store.compareAndSwap(key, version, entry).catch(() => false)
    return learned
  }

  /** Whatever another realm has learned meanwhile is believed. */
  async function doubt(): Promise<void> {
    if (!known || clock.monotonic() - doubtedAt < minute) return
    doubtedAt = clock.monotonic()
    const latest = await stored()
    if (latest && latest.wallAt !== known.wallAt) known = latest
    else await remember({ ...known, isDoubted: true })
  }

  return {
    metadata: async (oldest = Number.POSITIVE_INFINITY) => (await recall(oldest)).metadata,
    keys: async () => (await recall(Number.POSITIVE_INFINITY)).keys ?? newKeys(),
    newKeys,
    doubting: async work => {
      try {
        return await work()
      } catch (error) {
        if (isOAuthError(error) && moved.includes(error.code)) await doubt()
        throw error
      }
    },
  }
}

function isKnown(value: unknown, issuer: string): value is Known {
  if (!(value instanceof Object && 'schema' in value && 'metadata' in value)) return false
  const { metadata } = value
  return value.schema === schema && metadata instanceof Object && 'issuer' in metadata && metadata.issuer === issuer
}
