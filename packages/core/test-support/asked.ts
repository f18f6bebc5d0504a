import { OAuthError } from '../src/errors.js'
import { type Wanted, wanted } from '../src/session/grant-record.js'
import { type Realm, type RealmOptions, type Realms, realms } from './realms.js'

export const everything: Wanted = wanted()

/** Realms that share a grant: the first signed in, all are watching. */
export async function signedIn(count: number, options: RealmOptions = {}): Promise<Realms> {
  const world = realms(count, options)
  for (let index = 0; index < count; index++) world.realm(index).rotation.watch(() => {})
  await world.realm(0).rotation.begin(world.server.signIn(), everything)
  await world.time.advance(0)
  return world
}

/** What became of a promise, as a word, once so much time has passed. */
export async function after(world: Realms, milliseconds: number, promise: Promise<unknown>): Promise<string> {
  let word = 'undecided'
  promise.then(
    value => {
      word = typeof value === 'string' ? value : 'done'
    },
    (error: unknown) => {
      const { code, facts } = error instanceof OAuthError ? error : new OAuthError('invalid_options')
      word = code === 'session_ended' ? `ended: ${facts.reason}` : `error: ${code}`
    },
  )
  await world.time.advance(milliseconds)
  return word
}

/** What a realm answers who asks for a token, once so much time has passed. */
export function ask(
  world: Realms,
  realm: Realm,
  milliseconds = 0,
  want: Wanted = everything,
  rejected?: string,
): Promise<string> {
  return after(world, milliseconds, realm.rotation.token(want, rejected))
}

export function stateOf(realm: Realm): string {
  return realm.rotation.view().record.state
}

export function troubleOf(realm: Realm): string | undefined {
  return realm.rotation.view().error?.code
}
