import { live } from './life.js'
import type { Schedule } from './schedule.js'

/** The schedule without all that is not needed for it to break the same promise. */
export async function shrunk(schedule: Schedule): Promise<Schedule> {
  const promise = await firstBroken(schedule)
  let smallest = schedule
  for (let size = Math.ceil(schedule.moves.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let at = 0; at < smallest.moves.length; ) {
      const moves = smallest.moves.toSpliced(at, size)
      if ((await firstBroken({ ...smallest, moves })) === promise) smallest = { ...smallest, moves }
      else at += size
    }
  for (let realms = smallest.realms - 1; realms >= 1; realms--)
    if ((await firstBroken({ ...smallest, realms })) === promise) smallest = { ...smallest, realms }
  return smallest
}

/** The number of the promise, with its full stop. */
async function firstBroken(schedule: Schedule): Promise<string | undefined> {
  const { history } = await live(schedule)
  return history.breaches[0]?.split(' ')[0]
}
