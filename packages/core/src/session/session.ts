import { asOAuthError, type OAuthError } from '../errors.js'
import { grantKey } from './grant-record.js'
import type { KnownGrant } from './known-grant.js'
import { lazy } from './lazy.js'
import type { Platform } from './platform.js'
import type { Rotation } from './rotation.js'

/** A rotation that can be watched, and gives fresh tokens, before its code is loaded. */
export interface Session extends Rotation {
  /** Loads the rotation. Rejects with `code_not_loaded`. */
  load(): Promise<Rotation>
}

export function sessionOn(platform: Platform, known: KnownGrant, loadRotation: () => Promise<Rotation>): Session {
  const { store, wake } = platform
  const listeners = new Set<() => void>()
  let loaded: Rotation | undefined
  let failure: OAuthError | undefined
  let stop = () => {}

  const load = lazy(async () => {
    loaded = await loadRotation()
    if (listeners.size > 0) follow(loaded.watch(tell))
    return loaded
  })

  function follow(next: () => void): void {
    stop()
    stop = next
  }

  function tell(): void {
    for (const listener of listeners) listener()
  }

  function notLoaded(thrown: unknown): OAuthError {
    failure = asOAuthError(thrown, 'code_not_loaded')
    tell()
    return failure
  }

  /** What cannot be read, or was left undecided, is for the rotation. */
  async function look(): Promise<void> {
    const seen = await known.look().catch(() => undefined)
    const isUndecided = seen?.state === 'active' ? seen.intent : seen?.secrets.pendingRevoke[0]
    if (!seen || isUndecided) await load()
    tell()
  }

  function heed(): void {
    look().catch(notLoaded)
  }

  return {
    load,
    token: (want, rejected) =>
      known.usable(want, rejected) ??
      load().then(
        ({ token }) => token(want, rejected),
        thrown => known.aliveOr(notLoaded(thrown), want, rejected),
      ),
    begin: async (tokens, want) => (await load()).begin(tokens, want),
    end: async reason => (await load()).end(reason),
    view: () => loaded?.view() ?? { record: known.record, error: failure },
    watch: listener => {
      const isFirst = listeners.size === 0
      listeners.add(listener)
      if (isFirst && loaded) follow(loaded.watch(tell))
      if (isFirst && !loaded) {
        const stops = [store.watch(grantKey(known.identity), heed), wake.listen({ asleep: known.taint, awake: heed })]
        follow(() => {
          for (const end of stops) end()
        })
        heed()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) stop()
      }
    },
  }
}
