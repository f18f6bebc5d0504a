import type { Clock } from '../src/ports/clock.js'
import { type Lock, memoryLock } from '../src/ports/lock.js'
import { type GrantIdentity, grantKey, schema } from '../src/session/grant-record.js'
import { type DeclaredResource, declaredResources } from '../src/session/resources.js'
import { type HandClock, handClock } from '../test-support/hand-clock.js'
import { type AuthorizationServer, authorizationServer } from './authorization-server.js'
import { drawChanceFrom, quiet } from './determinism.js'
import { type History, history } from './history.js'
import { type Neighbour, neighbourIn } from './neighbour.js'
import { check } from './promises.js'
import { type Random, random } from './random.js'
import { mostWants, type Schedule } from './schedule.js'
import { type SharedStore, sharedStore } from './shared-store.js'

/** What all realms of a schedule share. */
export interface World {
  readonly schedule: Schedule
  readonly time: HandClock
  readonly clock: Clock
  readonly random: Random
  readonly store: SharedStore
  /** Absent: they have only the store to agree by. */
  readonly lock: Lock | undefined
  readonly server: AuthorizationServer
  readonly history: History
  readonly identity: GrantIdentity
  /** Another account of the same user, at the same client: nobody here has to do with it. */
  readonly neighbour: Neighbour
  /** One for each want, by the name that `resourceName` gives it. */
  readonly resources: readonly DeclaredResource[]
}

const identity = { issuer: 'https://id.example', client: 'app', slot: '' }
const resources = declaredResources(
  Object.fromEntries(
    Array.from({ length: mostWants }, (_, want) => [
      resourceName(want),
      { url: `https://r${want}.example`, scope: `s${want}` },
    ]),
  ),
)
export const lockName = `tessera.${schema} ${grantKey(identity)}`

/** As it is before anybody has opened a tab. */
export function worldOf(schedule: Schedule): World {
  const time = handClock(Date.UTC(2026, 0, 1), quiet)
  const { clock } = time
  const draw = random(~schedule.seed)
  drawChanceFrom(draw, random(schedule.seed))
  const store = sharedStore(identity)
  const server = authorizationServer(schedule.server, clock)
  return {
    schedule,
    time,
    clock,
    random: draw,
    store,
    lock: schedule.hasLock ? memoryLock(clock) : undefined,
    server,
    history: history(clock, (happening, past, broken) => check({ schedule, server, clock, past, broken }, happening)),
    identity,
    neighbour: neighbourIn(store, identity),
    resources: resources.slice(0, schedule.wants),
  }
}

export function resourceName(want: number): string {
  return `r${want}`
}
