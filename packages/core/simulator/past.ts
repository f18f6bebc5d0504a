import { hash } from 'node:crypto'
import type { Clock } from '../src/ports/clock.js'
import type { AuthorizationServer } from './authorization-server.js'
import type { Breach, Happening } from './history.js'
import { happensIn, type Schedule } from './schedule.js'

/** So often a realm tries to store before it gives up. */
export const tries = 3

/** All that happened so far. */
export type Past = readonly Happening[]

/** What a happening is held against, beside itself, and whom to tell of a breach. */
export interface Circumstances {
  readonly schedule: Schedule
  readonly server: AuthorizationServer
  readonly clock: Clock
  readonly past: Past
  readonly broken: Breach
}

/** What a sender heard of its request: nothing, where it is still waiting or gone. */
export interface Spend {
  readonly by: string
  readonly outcome: string | undefined
}

/** Every time that this refresh token was sent. */
export function spends(past: Past, refreshToken: string): readonly Spend[] {
  const found: { by: string; outcome: string | undefined }[] = []
  for (const happening of past) {
    if (happening.what !== 'sent' && happening.what !== 'heard') continue
    if (happening.refreshToken !== refreshToken) continue
    if (happening.what === 'sent') found.push({ by: happening.realm, outcome: undefined })
    const open = found.find(({ by, outcome }) => by === happening.realm && outcome === undefined)
    if (happening.what === 'heard' && open) open.outcome = happening.outcome
  }
  return found
}

const digests = new Map<string, string>()

/** How an intent names the refresh token that it spends. */
export function digest(refreshToken: string): string {
  const known = digests.get(refreshToken) ?? hash('sha256', refreshToken, 'base64url')
  digests.set(refreshToken, known)
  return known
}

/** How often it was sent and refused. */
export function refusals(past: Past, refreshToken: string): number {
  return past.filter(told => told.what === 'heard' && told.outcome === 'refused' && told.refreshToken === refreshToken)
    .length
}

/** Whether a resource had refused the access token. */
export function wasRejected(past: Past, accessToken: string): boolean {
  return past.some(told => told.what === 'did' && told.rejected === accessToken)
}

/** How often the realm was asked for such a move. */
export function asked(past: Past, realm: string, move: RegExp): number {
  return past.filter(told => told.what === 'did' && told.realm === realm && move.test(told.move)).length
}

/** How often the fault was met. */
export function met(past: Past, fault: string): number {
  return past.filter(told => told.what === 'met' && told.fault === fault).length
}

/** A realm whose write was not confirmed and which was frozen, robbed of its lock or its store just then, or gave up, may keep a spent token. */
export function mayKeepSpent(past: Past, schedule: Schedule): boolean {
  const isRobbed = happensIn(schedule, 'steal the lock', 'freeze', 'evict')
  const isOvertaken = met(past, 'freezes') + met(past, 'lapses') + met(past, 'reads garbage') > 0
  const failed = past.filter(told => told.what === 'met' && told.step === 'commit')
  const hasGivenUp = failed.length >= tries || wasStoreDown(past)
  return (isRobbed || isOvertaken || hasGivenUp) && met(past, 'fails after writing') > 0
}

/**
 * Whether the numbers in a store began anew, below those that a realm may know, which then has to be reloaded: the store was cleared, and
 * the clock was set back, or what somebody wrote before came late.
 */
export function numbersWentBack(past: Past, schedule: Schedule): boolean {
  const isCleared = happensIn(schedule, 'evict')
  if (isCleared && happensIn(schedule, 'set the clock')) return true
  const epochs = past.flatMap(told => (told.what === 'wrote' ? [told.after.epoch] : []))
  return isCleared && epochs.some((epoch, index) => epoch < (epochs[index - 1] ?? 0))
}

/** Whether the store has been down, or the realm may not have been able to read what it holds. */
export function mayHaveReadNothing(past: Past, realm: string): boolean {
  return wasStoreDown(past) || past.some(told => told.what === 'met' && told.realm === realm && told.step === 'look')
}

/** Whether there was a time in which nobody could read or write. */
export function wasStoreDown(past: Past): boolean {
  return past.some(told => told.what === 'did' && told.move.includes('the store down'))
}
