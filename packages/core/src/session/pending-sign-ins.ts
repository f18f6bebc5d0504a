import { asOAuthError } from '../errors.js'
import type { Clock } from '../ports/clock.js'
import type { Store } from '../ports/store.js'
import { type GrantIdentity, grantKey, schema } from './grant-record.js'
import type { SignInOptions } from './user-flow.js'

/** What must be remembered of a sign-in while the user is at the authorization server: also what was asked, to ask it once more. */
export interface PendingSignIn extends Omit<SignInOptions, 'for' | 'userAgent'> {
  readonly state: string
  readonly wallAt: number
  /** The epoch of the grant when the sign-in began: a later one means that it is done. */
  readonly epoch: number
  readonly redirectUri: string
  readonly scope: string
  readonly nonce: string
  /** RFC 7636 §4.1; none in the implicit grant. */
  readonly codeVerifier?: string | undefined
  /** The realm that asked waits for the answer, which comes to another one. */
  readonly isAwaited?: boolean | undefined
  /** The address that came back, once it has. */
  readonly response?: string | undefined
}

/** The sign-ins under way in all realms of one store: the latest ten, of the last day. Rejects with `storage_failed`. */
export interface PendingSignIns {
  find(state: string): Promise<PendingSignIn | undefined>
  put(pending: PendingSignIn): Promise<void>
  remove(state: string): Promise<void>
}

const most = 10
const hour = 3_600_000
const day = 24 * hour

/** The sign-ins of this client that are under way, in this store. They are bounded in number, and forgotten after a day. */
export function pendingSignIns(store: Store, clock: Clock, identity: GrantIdentity): PendingSignIns {
  const key = keyOf(identity)
  const read = () => readSignIns(store, key)

  async function change(next: (list: readonly PendingSignIn[]) => readonly PendingSignIn[]): Promise<void> {
    for (;;) {
      const { version, list } = await read()
      const entry = { version: version + 1, clear: { schema }, sealed: next(list) }
      if (await store.compareAndSwap(key, version, entry).catch(failed)) return
    }
  }

  /** The latest never expires: a clock that was set right meanwhile must cost nobody a sign-in. */
  function withRoom(list: readonly PendingSignIn[]): readonly PendingSignIn[] {
    const live = list.filter(({ wallAt }, index) => clock.wall() - wallAt < day || index === list.length - 1)
    const leastMissed = live.find(({ isAwaited }) => isAwaited) ?? live[0]
    return live.length < most ? live : live.filter(pending => pending !== leastMissed)
  }

  const others = (list: readonly PendingSignIn[], state: string) => list.filter(other => other.state !== state)

  return {
    find: async state => (await read()).list.find(pending => pending.state === state),
    put: pending => change(list => [...withRoom(others(list, pending.state)), pending]),
    remove: state => change(list => others(list, state)),
  }
}

/** Sign-ins under way, as they lie in the store. */
interface Stored {
  readonly version: number
  readonly list: readonly PendingSignIn[]
}

async function readSignIns(store: Store, key: string): Promise<Stored> {
  const entry = await store.get(key).catch(failed)
  const list = Array.isArray(entry?.sealed) ? entry.sealed.filter(isPending) : []
  return { version: entry?.version ?? 0, list }
}

/** The last one of this hour whose answer came, and that was not brought to its end. Rejects with `storage_failed`. */
export async function answeredSignIn(
  store: Store,
  clock: Clock,
  identity: GrantIdentity,
): Promise<PendingSignIn | undefined> {
  const { list } = await readSignIns(store, keyOf(identity))
  return list.findLast(({ response, wallAt }) => response !== undefined && clock.wall() - wallAt < hour)
}

function keyOf(identity: GrantIdentity): string {
  return `sign-ins of ${grantKey(identity)}`
}

function failed(cause: unknown): never {
  throw asOAuthError(cause, 'storage_failed')
}

function isPending(value: unknown): value is PendingSignIn {
  return value instanceof Object && 'state' in value && 'nonce' in value && 'redirectUri' in value
}
