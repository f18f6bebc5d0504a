import { asOAuthError, type OAuthError } from '../errors.js'
import { grantKey } from './grant-record.js'
import type { KnownGrant } from './known-grant.js'
import { lazy } from './lazy.js'
import type { Platform } from './platform.js'
import type { Rotation } from './rotation.js'

/** A rotation that is watched for good, and that gives fresh tokens before its code is loaded. */
export interface Session extends Pick<Rotation, 'token' | 'view'> {
  /** Settles when the store was looked into for the first time. Never rejects. */
  readonly looked: Promise<unknown>
  /** Loads the rotation. Rejects with `code_not_loaded`. */
  load(): Promise<Rotation>
}

/** Looks into the store at once, and tells after every later look and every change. */
export function sessionOn(
  { store, wake }: Pick<Platform, 'store' | 'wake'>,
  known: KnownGrant,
  loadRotation: () => Promise<Rotation>,
  tell: () => void,
): Session {
  const stops = [store.watch(grantKey(known.identity), heed), wake.listen({ asleep: known.taint, awake: heed })]
  let loaded: Rotation | undefined
  let failure: OAuthError | undefined

  const load = lazy(async () => {
    loaded = await loadRotation()
    for (const stop of stops) stop()
    loaded.watch(() => {
      failure = undefined
      tell()
    })
    return loaded
  })

  /** Seen until the rotation, which looks as soon as it is loaded, knows better. */
  function failed(thrown: unknown): OAuthError {
    failure = asOAuthError(thrown, 'code_not_loaded')
    tell()
    return failure
  }

  /** What cannot be read, or was left undecided, is for the rotation; what is left to revoke only for a realm that begins. */
  async function look(isFirst?: boolean): Promise<void> {
    const seen = await known.look().catch(error => void failed(error))
    const isUndecided = seen?.state === 'active' ? seen.intent : isFirst && seen?.secrets.pendingRevoke[0]
    if (!seen || isUndecided) await load()
    tell()
  }

  function heed(): void {
    look().catch(failed)
  }

  return {
    looked: look(true).catch(failed),
    load,
    token: (want, rejected) =>
      known.usable(want, rejected) ??
      load().then(
        ({ token }) => token(want, rejected),
        thrown => known.aliveOr(failed(thrown), want, rejected),
      ),
    view: () => ({ record: known.record, error: loaded?.view().error ?? failure }),
  }
}
