import { parseArgs } from 'node:util'

/** How many schedules, and the seed of the first. */
export interface Options {
  readonly schedules: number
  readonly seed: number
}

/** Random numbers begin again after so many seeds. */
const seeds = 2 ** 32
const usage = 'Usage: npm run simulate -- [--schedules 100000] [--seed 0]'

/** What was asked for, or what is wrong with it. */
export function optionsIn(args: readonly string[]): Options | { readonly problem: string } {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { schedules: { type: 'string', default: '100000' }, seed: { type: 'string', default: '0' } },
    })
    const schedules = wholeNumber('schedules', values.schedules)
    const seed = wholeNumber('seed', values.seed)
    if (schedules === 0) throw new RangeError('--schedules 0 leaves nothing to live through')
    if (seed + schedules > seeds) throw new RangeError(`there is no seed beyond ${seeds - 1}`)
    return { schedules, seed }
  } catch (error) {
    return { problem: `${error instanceof Error ? error.message : error}\n${usage}` }
  }
}

function wholeNumber(name: string, value: string): number {
  if (!/^\d+$/.test(value)) throw new RangeError(`--${name} ${value} is no whole number`)
  return Number(value)
}
