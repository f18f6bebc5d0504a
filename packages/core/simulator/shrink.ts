import { live } from './life.js'
import type { Schedule } from './schedule.js'

/** The schedule without all that is not needed for it to break the same promise. */
export async function shrunk(schedule: Schedule): Promise<Schedule> {
  const promise = await firstBroken(schedule)
  for (const smaller of smallerThan(schedule)) if ((await firstBroken(smaller)) === promise) return shrunk(smaller)
  return schedule
}

/** The number of the promise, with its full stop. */
async function firstBroken(schedule: Schedule): Promise<string | undefined> {
  const { history } = await live(schedule)
  return history.breaches[0]?.split(' ')[0]
}

/** Without many moves first, without a single one, a realm or a crowd last. */
function* smallerThan(schedule: Schedule): Generator<Schedule> {
  const { moves, realms } = schedule
  for (let size = Math.ceil(moves.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < moves.length; at += size) yield { ...schedule, moves: moves.toSpliced(at, size) }
  if (realms > 1) yield { ...schedule, realms: realms - 1 }
  for (const [at, move] of moves.entries())
    if (move.do === 'ask' && move.callers > 1) yield { ...schedule, moves: moves.with(at, { ...move, callers: 1 }) }
}
