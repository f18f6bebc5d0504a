import { asOAuthError, type OAuthError } from '../errors.js'
import { grantKey, isSwitched, type Wanted, whyOver } from './grant-record.js'
import type { KnownGrant } from './known-grant.js'
import { lazy } from './lazy.js'
import type { Platform } from './platform.js'
import type { Rotation } from './rotation.js'

/** A rotation that is watched for good, and that gives fresh tokens before its code is loaded. */
export interface Session<R extends Rotation = Rotation> extends Pick<Rotation, 'token' | 'view'> {
  /** Settles when the store was looked into for the first time. Never rejects. */
  readonly looked: Promise<unknown>
  /** Loads the rotation. Rejects with `code_not_loaded`. */
  load(): Promise<R>
}

/**
 * Looks into the store at once, and tells after every later look and every change. Until this realm has `begun`, an answer to a sign-in may be
 * taken up: to revoke what is left of the session before could end the one that it begins (RFC 7009 §2.1).
 */
export function sessionOn<R extends Rotation>(
  { store, wake }: Pick<Platform, 'store' | 'wake'>,
  known: KnownGrant,
  loadRotation: () => Promise<R>,
  tell: () => void,
  begun: () => Promise<unknown>,
): Session<R> {
  const stops = [store.watch(grantKey(known.identity), heed), wake.listen({ asleep: known.taint, awake: heed })]
  let loaded: R | undefined
  let failure: OAuthError | undefined

  const load = lazy(async () => {
    loaded = await loadRotation()
    for (const stop of stops) stop()
    loaded.watch(() => {
      failure = undefined
      tell()
    }, begun())
    return loaded
  })

  /** Seen until the rotation, which looks as soon as it is loaded, knows better. */
  function failed(thrown: unknown): OAuthError {
    failure = asOAuthError(thrown, 'code_not_loaded')
    tell()
    return failure
  }

  /**
   * What cannot be read, was left undecided, or failed here for want of the rotation is for the rotation; what is left to revoke only
   * for a realm that begins.
   */
  async function look(isFirst?: boolean): Promise<void> {
    const seen = await known.look().catch(error => void failed(error))
    const isUndecided = seen?.state === 'active' ? seen.intent : isFirst && seen?.secrets.pendingRevoke[0]
    if (!seen || isUndecided || failure) await load()
    tell()
  }

  /** For whoever was signed in when it was asked for, and nobody else. */
  async function renewed(want: Wanted, rejected: string | undefined): Promise<string> {
    const { subject } = known.record.secrets
    const got = await load().then(
      ({ token }) => token(want, rejected),
      thrown => known.aliveOr(failed(thrown), want, rejected),
    )
    if (isSwitched(subject, known.record.secrets.subject)) throw whyOver('active')
    return got
  }

  function heed(): void {
    look().catch(failed)
  }

  return {
    looked: look(true).catch(failed),
    load,
    token: (want, rejected) => known.usable(want, rejected) ?? renewed(want, rejected),
    view: () => ({ record: known.record, error: loaded?.view().error ?? failure }),
  }
}
