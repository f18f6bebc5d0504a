import type { Life } from './life.js'
import { faults, type Move, type Step, steps } from './schedule.js'

/** What became of many schedules, in numbers that can be added. */
export interface Tally {
  readonly schedules: number
  /** With a fault between the intent and the commit. */
  readonly risky: number
  /** How the grants stood in the end. */
  readonly outcomes: Readonly<Record<string, number>>
  /** By `step fault outcome`, and by `any trouble outcome`. */
  readonly met: Readonly<Record<string, number>>
  readonly failures: readonly Failure[]
}

export interface Failure {
  readonly seed: number
  readonly breaches: readonly string[]
}

/** What happens to a realm, the store, the lock, the clock or the server wherever a realm is just then. */
const troubles = [
  'crash',
  'freeze',
  'hide',
  'go offline',
  'abort',
  'reject',
  'sign in silently',
  'switch account',
  'set the clock',
  'steal the lock',
  'take the store down',
  'evict',
  'lose the sealing key',
  'forget the family',
  'lose the newest token',
] as const satisfies readonly Move['do'][]

const riskySteps: readonly Step[] = ['intend', 'send', 'commit']
/** How a grant may stand in the end. `absent`: the store was cleared, and nobody signed in again. */
const ends = [
  'active',
  'signed-out',
  'expired',
  'refused',
  'answer-lost',
  'subject-mismatch',
  'store-gone',
  'absent',
] as const

export function tallyOf(seed: number, { outcome, history: { happenings, breaches } }: Life): Tally {
  const met = happenings.flatMap(told => (told.what === 'met' ? [told] : []))
  const moved = happenings.flatMap(told => (told.what === 'did' ? troubles.filter(isTold(told.move)) : []))
  const keys = new Set([
    ...met.map(({ step, fault }) => key(step, fault, outcome)),
    ...moved.map(trouble => key(anyStep, trouble, outcome)),
  ])
  return {
    schedules: 1,
    risky: met.some(({ step }) => riskySteps.includes(step)) ? 1 : 0,
    outcomes: { [outcome]: 1 },
    met: Object.fromEntries([...keys].map(name => [name, 1])),
    failures: breaches.length > 0 ? [{ seed, breaches }] : [],
  }
}

export function sum(tallies: readonly Tally[]): Tally {
  return {
    schedules: total(tallies.map(({ schedules }) => schedules)),
    risky: total(tallies.map(({ risky }) => risky)),
    outcomes: totals(tallies.map(({ outcomes }) => outcomes)),
    met: totals(tallies.map(({ met }) => met)),
    failures: tallies.flatMap(({ failures }) => failures),
  }
}

/** The distribution as a table, one fault to a line: in how many schedules it was met, by how they ended. */
export function table({ met }: Tally): string {
  const rows = everyFault().map(([step, fault]) => [
    step,
    fault,
    ...ends.map(end => `${met[key(step, fault, end)] ?? 0}`),
  ])
  return [['step', 'fault', ...ends], ...rows].map(columns).join('\n')
}

/** The faults at a step and the outcomes that never met. */
export function blanks({ met }: Tally): readonly string[] {
  return everyFault()
    .filter(([step]) => step !== anyStep)
    .flatMap(([step, fault]) => ends.map(end => key(step, fault, end)))
    .filter(name => !met[name])
}

function columns([step = '', fault = '', ...counts]: readonly string[]): string {
  return `${step.padEnd(8)} ${fault.padEnd(30)}${counts.map(count => count.padStart(17)).join('')}`
}

const anyStep = 'any'

/** Whether it is the move that is told so. */
function isTold(move: string): (trouble: string) => boolean {
  const [name] = move.split(', ')
  return trouble => trouble === name
}

function everyFault(): readonly (readonly [string, string])[] {
  const atSteps = steps.flatMap(step => faults[step].map((fault): [string, string] => [step, fault]))
  return [...atSteps, ...troubles.map((trouble): [string, string] => [anyStep, trouble])]
}

function key(step: string, fault: string, outcome: string): string {
  return `${step} ${fault} ${outcome}`
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((one, other) => one + other, 0)
}

function totals(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const all: Record<string, number> = {}
  for (const count of counts) for (const [name, number] of Object.entries(count)) all[name] = (all[name] ?? 0) + number
  return all
}
