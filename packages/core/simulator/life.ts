import type { History } from './history.js'
import { askLastQuestions } from './last-questions.js'
import { performing } from './moves.js'
import type { Schedule } from './schedule.js'
import { tabsOf } from './tabs.js'
import { worldOf } from './world.js'

/** What became of one schedule. */
export interface Life {
  readonly history: History
  /** How the grant stands in the end: `active`, or the named outcome. */
  readonly outcome: string
}

/** So many milliseconds after the last move, what is to go wrong at a realm that still does something has gone wrong. */
const closing = 60_000
/** After so many milliseconds, what was about to go wrong when all was healed has gone wrong. */
const aftermath = 30_000
/** Long enough for every retry. */
const recovery = 600_000

/** Lives through a schedule, and holds everything that happens against the promises. */
export async function live(schedule: Schedule): Promise<Life> {
  const world = worldOf(schedule)
  const { time, store, history } = world
  const tabs = tabsOf(world)
  const perform = performing(world, tabs)

  if (schedule.grant === 'user') tabs.at(0).signIn('person 0')
  await time.advance(100)
  for (const move of schedule.moves) {
    await perform(move)
    tabs.reopen()
  }

  await time.advance(closing)
  for (const { realm } of tabs.all()) realm.heal()
  store.setUp(true)
  await time.advance(aftermath)
  for (const { realm } of tabs.all()) realm.heal()
  tabs.reopen()
  for (const { realm } of tabs.all()) realm.wake()
  await time.advance(recovery)

  const outcome = store.record().state
  await askLastQuestions(world, tabs.all())
  return { history, outcome }
}

/** The same without stacks: of the many errors that pass, hardly one is looked at. Where a life fails itself, it is lived once more with them. */
export async function liveQuickly(schedule: Schedule): Promise<Life> {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return await live(schedule)
  } catch {
    Error.stackTraceLimit = stackTraceLimit
    return await live(schedule)
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
