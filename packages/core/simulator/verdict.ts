import { blanks, type Tally } from './tally.js'

/** So many schedules that a blank in the table is no accident. */
const enough = 100_000

/** Why a run has failed. */
export function problemsOf(tally: Tally): readonly string[] {
  const { schedules, risky, failures } = tally
  return [
    ...(failures.length > 0 ? [`${failures.length} schedules broke a promise`] : []),
    ...(schedules >= enough ? blanks(tally).map(name => `it never happened: ${name}`) : []),
    ...(risky * 2 < schedules ? ['fewer than half had a fault between intent and commit'] : []),
  ]
}
