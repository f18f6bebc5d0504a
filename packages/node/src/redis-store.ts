import { OAuthError } from '@tessera/core'
import { type Clock, type Store, systemClock, within } from '@tessera/core/platform'
import { discreetStore } from './discreet-store.js'
import { entryIn } from './entry-text.js'

/** What a store needs of a connected client: `redis` has the first function, `ioredis` the second. */
export type RedisClient =
  | { sendCommand(command: readonly string[]): Promise<unknown> }
  | { call(command: string, parameters: string[]): Promise<unknown> }

/** What may be set for a store in Redis. */
export interface RedisStoreOptions {
  /** Stands in front of every key; `tessera ` unless given. */
  readonly prefix?: string | undefined
  /** Milliseconds after which the server is taken for unreachable; 1,000 unless given. */
  readonly timeout?: number | undefined
  /** By which it waits; the platform's unless given. */
  readonly clock?: Clock | undefined
}

const compareAndSwap = `
local found = redis.call('HGET', KEYS[1], 'version') or '0'
if found ~= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'version', ARGV[2], 'entry', ARGV[3])
return 1`

/** Milliseconds until a watcher looks again: the longer it has waited, the longer it waits. */
function pollAfter(waited: number): number {
  return Math.min(Math.max(waited / 10, 10), 250)
}

/**
 * A store for processes on many machines. Versions are compared in the server, by a script. The server has to keep what it
 * acknowledged: `appendonly yes` and `appendfsync always`. Everything rejects with `storage_failed` when the server fails or does not answer in time.
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): Store {
  const { prefix = 'tessera ', timeout = 1_000, clock = systemClock } = options
  const send = (command: string, ...parameters: string[]) =>
    'call' in client ? client.call(command, parameters) : client.sendCommand([command, ...parameters])

  async function ask(...command: Parameters<typeof send>): Promise<unknown> {
    const answer = await within(
      clock,
      timeout,
      send(...command).then(value => ({ value })),
    )
    if (!answer) throw new OAuthError('storage_failed', { reason: 'timed out' })
    return answer.value
  }

  return discreetStore({
    get: async key => {
      const found = await ask('HGET', prefix + key, 'entry')
      return found ? entryIn(String(found)) : undefined
    },
    compareAndSwap: async (key, expected, next) => {
      const versions = [String(expected), String(next.version)]
      return Number(await ask('EVAL', compareAndSwap, '1', prefix + key, ...versions, JSON.stringify(next))) === 1
    },
    watch: (key, listener) => {
      let seen: unknown
      let isStopped = false
      let cancel = () => {}
      let since = clock.monotonic()
      const look = async () => {
        const found = await ask('HGET', prefix + key, 'version').catch(() => seen)
        if (isStopped) return
        const isNews = seen !== undefined && found !== seen
        if (isNews) since = clock.monotonic()
        cancel = clock.after(pollAfter(clock.monotonic() - since), look, true)
        seen = found
        if (isNews) listener()
      }
      void look()
      return () => {
        isStopped = true
        cancel()
      }
    },
  })
}
