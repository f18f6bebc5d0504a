import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { emptyRecord, type GrantRecord, wanted } from '../src/session/grant-record.js'
import { handClock } from '../test-support/hand-clock.js'
import { authorizationServer } from './authorization-server.js'
import { history, type Told } from './history.js'
import { check } from './promises.js'
import type { GrantKind } from './schedule.js'

const want = wanted({ scope: 's0' })
const identity = { issuer: 'https://id.example', client: 'app', slot: '' }
const signedIn = record('active', 1, 'refresh 1')
const intended: GrantRecord = { ...signedIn, version: 2, intent: intent('refresh 1') }

const locked: Told = { what: 'locked' }
const read: Told = { what: 'read' }
const intends: Told = { what: 'wrote', before: signedIn, after: intended }
const sent: Told = { what: 'sent', refreshToken: 'refresh 1', want, stored: intended }
const heard = (outcome: 'granted' | 'refused'): Told => ({
  what: 'heard',
  refreshToken: 'refresh 1',
  outcome,
  granted: outcome === 'granted' ? 'refresh 2' : undefined,
})
const wrote = (after: GrantRecord): Told => ({ what: 'wrote', before: intended, after })
const brief = record('active', 2, undefined)
const spend = [locked, read, intends, sent]

describe('what happens is held against the promises', () => {
  it('a rotation as it should be breaks none', () => {
    expect(broken([...spend, heard('granted'), wrote(record('active', 3, 'refresh 2'))])).toEqual([])
  })

  it('an expiry without a refresh token breaks none', () => {
    expect(broken([{ ...endOf(brief), after: record('expired', 3, undefined) }])).toEqual([])
  })

  it.each<readonly [promise: number, how: string, told: readonly Told[]]>([
    [2, 'a second spend that no record knows of', [...spend, heard('granted'), sent]],
    [3, 'a spend without the lock', [read, intends, sent]],
    [3, 'a spend without reading under the lock', [read, locked, intends, sent]],
    [5, 'an answer that forgets the refresh token', [...spend, wrote(record('active', 3, undefined))]],
    [
      6,
      'a spend while the token is fresh',
      [locked, read, intendsWhileFresh(), { ...sent, stored: withFreshToken(intended) }],
    ],
    [7, 'a sign-out that nobody asked for', [wrote(record('signed-out', 3, undefined))]],
    [7, 'an end without a name', [wrote(record('switched', 3, undefined))]],
    [7, 'an expiry while there is a refresh token', [wrote(record('expired', 3, undefined))]],
    [7, 'a refusal that nobody heard', [...spend, wrote(record('refused', 3, undefined))]],
    [7, 'a refusal where there was nothing to refuse', [endOf(brief)]],
    [8, 'an end with a spare untried', [...spend, endOf(record('active', 2, 'refresh 1', ['refresh 3']))]],
    [9, 'an intent that is taken back while another one is undecided', [intends, sent, wrote(signedIn)]],
    [10, 'an answer that does not revive its session', [...spend, heard('granted'), notRevived()]],
    [11, 'a holder displaced that has just written', [intends, read, { what: 'displaced' }]],
    [8, 'an end after one refusal', [...spend, heard('refused'), wrote(record('refused', 3, undefined))]],
    [9, 'a spend without an intent', [locked, read, sent]],
    [10, 'an older version', [wrote(record('active', 1, 'refresh 1'))]],
    [10, 'a refresh token that comes back', [wrote(record('active', 3, 'refresh 2')), bringsBack()]],
    [13, 'a session that begins by itself', [{ what: 'wrote', before: emptyRecord(identity), after: signedIn }]],
    [13, 'a revocation while the session is active', [{ what: 'revoked', token: 'refresh 1', stored: signedIn }]],
    [14, 'the tokens of two sign-ins', [wrote(record('active', 3, 'refresh 1', ['refresh 2']))]],
  ])('promise %i is broken by %s', (promise, _, told) => {
    expect(broken(told)).toContain(promise)
  })
})

const asked: Told = { what: 'asked', want, stored: signedIn }

describe('what is asked for again is held against the promises', () => {
  it('to ask after reading under the lock breaks none', () => {
    expect(broken([locked, read, asked], 'client')).toEqual([])
  })

  it('to ask while nobody can read the store breaks none', () => {
    const down: Told = { what: 'did', move: 'take the store down' }
    expect(broken([...servedFresh(), down, locked, asked], 'client')).toEqual([])
  })

  it('a refresh token that was refused may be given up', () => {
    expect(broken([...spend, heard('refused'), wrote(record('active', 3, undefined))], 'password')).toEqual([])
  })

  it.each<readonly [promise: number, grant: GrantKind, how: string, told: readonly Told[]]>([
    [3, 'client', 'asking without the lock', [read, asked]],
    [3, 'client', 'asking without reading under the lock', [read, locked, asked]],
    [5, 'password', 'a refresh token given up unrefused', [...spend, wrote(record('active', 3, undefined))]],
    [6, 'client', 'asking while the token is fresh', [...servedFresh(), locked, read, askedWhileFresh()]],
    [7, 'client', 'an end for want of a refresh token', [{ ...endOf(brief), after: record('expired', 3, undefined) }]],
    [7, 'password', 'an end by refusal', [...spend, heard('refused'), wrote(record('refused', 3, undefined))]],
    [11, 'client', 'a holder displaced that has just written', [intends, read, { what: 'displaced' }]],
    [13, 'user', 'asking where only a user can', [locked, read, asked]],
  ])('promise %i is broken by a %s: %s', (promise, grant, _, told) => {
    expect(broken(told, grant)).toContain(promise)
  })
})

/** The promises that are broken when realm 1 does this after two people have signed in. */
function broken(told: readonly Told[], grant: GrantKind = 'user'): readonly number[] {
  const { clock } = handClock()
  const server = authorizationServer('strict', clock)
  for (const subject of ['person 0', 'person 1']) server.signIn(subject, want)
  const schedule = { seed: 0, grant, server: 'strict', realms: 1, wants: 1, hasLock: true, moves: [] } as const
  const { tell, breaches } = history(clock, (happening, past, broken) =>
    check({ schedule, server, clock, past, broken }, happening),
  )
  for (const happening of told) tell('realm 1', happening)
  return breaches.map(breach => Number.parseInt(breach, 10))
}

function record(
  state: GrantRecord['state'],
  version: number,
  refresh: string | undefined,
  spares: readonly string[] = [],
): GrantRecord {
  const { secrets, ...empty } = emptyRecord(identity, state)
  return { ...empty, version, epoch: 1, secrets: { ...secrets, refresh, spares } }
}

function intent(refreshToken: string) {
  const spends = createHash('sha256').update(refreshToken).digest('base64url')
  return { id: 'intent 1', by: 'realm 1', spends, attempt: 1, wallAt: 0 }
}

function withFreshToken(now: GrantRecord): GrantRecord {
  const access = { [want.key]: { token: 'access 1', type: 'Bearer', wallAt: handClock().clock.wall() } }
  return { ...now, secrets: { ...now.secrets, access } }
}

function intendsWhileFresh(): Told {
  return { what: 'wrote', before: withFreshToken(signedIn), after: withFreshToken(intended) }
}

/** Somebody has stored a token just now. */
function servedFresh(): readonly Told[] {
  return [{ what: 'wrote', before: brief, after: withFreshToken({ ...brief, version: 3 }) }]
}

function askedWhileFresh(): Told {
  return { what: 'asked', want, stored: withFreshToken({ ...brief, version: 3 }) }
}

function endOf(before: GrantRecord): Extract<Told, { readonly what: 'wrote' }> {
  return { what: 'wrote', before, after: record('refused', 3, undefined) }
}

function notRevived(): Told {
  const before = { ...record('refused', 3, undefined), intent: intent('refresh 1') }
  const pendingRevoke = [{ token: 'refresh 2', wallAt: 0 }]
  return { what: 'wrote', before, after: { ...before, version: 4, secrets: { ...before.secrets, pendingRevoke } } }
}

function bringsBack(): Told {
  return { what: 'wrote', before: record('active', 3, 'refresh 2'), after: record('active', 4, 'refresh 1') }
}
