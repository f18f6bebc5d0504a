import { beforeAll, expect, it } from 'vitest'
import { digestAtOnce } from './determinism.js'
import { live } from './life.js'
import { performing } from './moves.js'
import { type Fault, faults, type Move, type Schedule, type ServerKind, type Step, servers, steps } from './schedule.js'
import { patience, type Tab } from './tab.js'
import { type Tabs, tabsOf } from './tabs.js'
import { type World, worldOf } from './world.js'

const columns: Readonly<Record<ServerKind, string>> = {
  grace: 'forgives reuse for a minute',
  strict: 'forgives nothing',
  lazy: 'forgets the old token when the new access token is used',
  static: 'does not rotate',
}
const expired: Move = { do: 'pass', milliseconds: 601_000 }
const soon: Move = { do: 'pass', milliseconds: 2_000 }
const ask: Move = { do: 'ask', realm: 0, want: 0, callers: 1 }
const signOut: Move = { do: 'sign out', realm: 0 }

beforeAll(digestAtOnce)

/** What the user sees at a server of this kind. */
type Cell = (server: ServerKind) => Promise<string>

async function row(words: readonly string[], cell: Cell): Promise<string> {
  const cells: string[] = []
  for (const server of servers) cells.push(await cell(server))
  return `| ${[...words, ...cells].join(' | ')} |\n`
}

async function rows(all: readonly (readonly [words: readonly string[], cell: Cell])[]): Promise<string> {
  const lines: string[] = []
  for (const [words, cell] of all) lines.push(await row(words, cell))
  return lines.join('')
}

function head(...words: readonly string[]): string {
  const names = [...words, ...servers.map(server => columns[server])]
  return `| ${names.join(' | ')} |\n|${' --- |'.repeat(names.length)}`
}

/** The moves by which the tab comes to that step. */
function onTheWayTo(step: Step, fault: Fault): readonly Move[] {
  const isEnding = step === 'end' || step === 'revoke'
  return [
    expired,
    { do: 'fault', realm: 0, step, fault },
    ...(step === 'look' ? [{ do: 'hide', realm: 0 } as const] : []),
    isEnding ? signOut : ask,
    soon,
    ...(isEnding ? [] : [ask]),
  ]
}

/** A tab comes to the step, the fault happens, and the user opens the page again and goes on. */
async function inOneTab(server: ServerKind, step: Step, fault: Fault): Promise<string> {
  const { outcome, history } = await live(scheduled(server, 1, onTheWayTo(step, fault)))
  expect(history.breaches).toEqual([])
  expect(history.happenings.some(told => told.what === 'met')).toBe(true)
  return named(outcome)
}

function faultsAt(steps: readonly Step[]): Promise<string> {
  const met = steps.flatMap(step => faults[step].map((fault: Fault) => ({ step, fault })))
  return rows(met.map(({ step, fault }) => [[step, fault], server => inOneTab(server, step, fault)]))
}

function named(outcome: string): string {
  if (outcome === 'active') return 'signed in'
  return outcome === 'absent' ? 'not signed in' : `ended: ${outcome}`
}

function scheduled(server: ServerKind, realms: number, moves: readonly Move[]): Schedule {
  return { seed: 1, grant: 'user', server, realms, wants: 1, hasLock: true, moves }
}

interface Scene extends World {
  readonly tabs: Tabs
  play(...moves: readonly Move[]): Promise<void>
}

/** Somebody is signed in. Every message takes its longest, and so does every freeze: a quarter of an hour. */
async function scene(schedule: Schedule): Promise<Scene> {
  const drawn = worldOf(schedule)
  const world: World = { ...drawn, random: { ...drawn.random, pick: choices => choices.at(-1) ?? choices[0] } }
  const tabs = tabsOf(world)
  const perform = performing(world, tabs)
  tabs.at(0).signIn('person 0')
  await world.time.advance(100)
  return {
    ...world,
    tabs,
    play: async (...moves) => {
      for (const move of moves) await perform(move)
    },
  }
}

/** What somebody sees in this tab from now on, who asks until there is a token or no session. */
async function seenIn({ realm, ask }: Tab, { time, clock }: World): Promise<string> {
  const began = clock.monotonic()
  const errors = new Set<string>()
  while (clock.monotonic() - began < patience) {
    let answer: { readonly token: string | undefined } | undefined
    void ask(0).then(token => {
      answer = { token }
    })
    for (let waited = 0; !answer && waited < patience; waited += 500) await time.advance(500)
    const { state } = realm.known.record
    if (answer?.token) return afterwards(clock.monotonic() - began, errors)
    if (state !== 'active') return named(state)
    errors.add(realm.rotation.view().error?.code ?? 'no error')
    await time.advance(1_000)
  }
  return `never served: ${[...errors].join(', ')}`
}

function afterwards(waited: number, errors: ReadonlySet<string>): string {
  if (waited <= 1_000) return 'signed in'
  const told = [...errors].map(code => `, \`${code}\` until then`).join('')
  return `signed in after ${Math.round(waited / 1_000)} s${told}`
}

/** The fault happens in one tab, which nobody opens again, and somebody goes on in another. */
async function inTheOtherTab(server: ServerKind, step: Step, fault: Fault): Promise<string> {
  const here = await scene(scheduled(server, 2, []))
  await here.play(...onTheWayTo(step, fault).slice(0, -1), { do: 'pass', milliseconds: 0 })
  const seen = await seenIn(here.tabs.at(1), here)
  expect(here.history.happenings.some(told => told.what === 'met' && told.fault === fault)).toBe(true)
  expect(here.history.breaches).toEqual([])
  return seen
}

interface Trouble {
  readonly words: string
  readonly moves: readonly Move[]
  /** So many writes were acknowledged, and never on disk. */
  readonly lost?: number
  /** The promises that nobody can keep then. */
  readonly broken?: readonly string[]
}

/** That happens in the only tab; where it is gone, somebody opens the page again. */
async function afterIt(server: ServerKind, { moves, lost = 0, broken = [] }: Trouble): Promise<string> {
  const here = await scene(scheduled(server, 1, moves))
  await here.play(...moves)
  await here.store.loseNewest(lost)
  here.tabs.reopen()
  const seen = await seenIn(here.tabs.at(0), here)
  const numbers = here.history.breaches.map(breach => breach.split('.')[0])
  expect(broken).toEqual(expect.arrayContaining(numbers))
  return seen
}

const crash: Move = { do: 'crash', realm: 0 }
const renewed = [expired, ask, soon]
const onTheWire: readonly Move[] = [
  expired,
  { do: 'fault', realm: 0, step: 'send', fault: 'is answered slowly' },
  ask,
  { do: 'pass', milliseconds: 1_000 },
]
const unrevoked: Move = { do: 'fault', realm: 0, step: 'revoke', fault: 'crashes before' }

const losses: readonly Trouble[] = (
  [
    ['evict', 'it is cleared'],
    ['lose the sealing key', 'its sealing key is lost'],
  ] as const
).flatMap(([loss, words]) => [
  { words: `${words} while an access token is fresh`, moves: [{ do: loss }] },
  { words: `${words} after that has expired`, moves: [expired, { do: loss }] },
  { words: `${words} while the refresh token is on the wire`, moves: [...onTheWire, { do: loss }] },
  { words: `${words} while no page is open`, moves: [crash, { do: loss }] },
])

const kills: readonly Trouble[] = [
  { words: 'the sign-in', moves: [crash], lost: 1 },
  { words: 'the intent, while the answer was on its way', moves: [...onTheWire, crash], lost: 1, broken: ['2'] },
  { words: 'the new tokens, used already', moves: [...renewed, crash], lost: 1 },
  { words: '… and the app is opened ten minutes later', moves: [...renewed, crash, expired], lost: 1 },
  { words: 'the intent and the new tokens', moves: [...renewed, crash], lost: 2, broken: ['2'] },
  { words: 'a sign-out, before anything was revoked', moves: [expired, unrevoked, signOut, soon], lost: 1 },
  { words: 'a sign-out, after it', moves: [expired, signOut, soon, crash], lost: 2 },
]

function troubles(all: readonly Trouble[]): Promise<string> {
  return rows(all.map(trouble => [[trouble.words], server => afterIt(server, trouble)]))
}

function deaths(): Promise<string> {
  const met = steps.flatMap(step => faults[step].map((fault: Fault) => ({ step, fault })))
  const deadly = met.filter(({ fault }) => /crashes|freezes/.test(fault))
  return rows(deadly.map(({ step, fault }) => [[step, fault], server => inTheOtherTab(server, step, fault)]))
}

it('what the user sees after every fault stands in docs/survival-table.md', async () => {
  const page = `# Survival table

What the user sees when one thing goes wrong, by what the authorization server does with a refresh token that was spent. The steps are those of
[the algorithm](rotation.md#the-algorithm): \`prepare\` is 3, \`lock\` 4, \`look\` 5, \`intend\` 6, \`send\` 7, \`commit\` 8; \`end\` and
\`revoke\` belong to a sign-out. Unless it says otherwise, the access token has expired, and where a tab crashes, the user opens the page again at once.
\`answer-lost\` is what nobody can mend: the only answer with the successor is gone, and the server forgives nothing, or no longer.

This page is written by \`packages/core/simulator/survival.test.ts\`, which lives through each cell: run the tests with \`--update\`.

## In the only tab, before the refresh token is sent

${head('step', 'what happens')}
${await faultsAt(['look', 'prepare', 'lock', 'intend'])}
## While the refresh token is on the wire

${head('step', 'what happens')}
${await faultsAt(['send'])}
## When the answer is stored

${head('step', 'what happens')}
${await faultsAt(['commit'])}
## When somebody signs out

Where the tab is gone before the store knows of it, nobody has signed out.

${head('step', 'what happens')}
${await faultsAt(['end', 'revoke'])}
## When the store is lost

\`store-gone\` is what a page says that knew of the session, or that finds a record which it cannot open.

${head('what becomes of it')}
${await troubles(losses)}
## When a phone dies before its last writes are on disk

The store has said that they were kept, as Preferences do on Android. A record that is lost keeps no promise: without its intent the refresh token is
spent again, and nobody knows that it was spent before. On a phone, a session is better kept in the [secure store](capacitor.md).

${head('what is lost')}
${await troubles(kills)}
## In another tab, when the first is gone

The first tab crashes, or freezes for a quarter of an hour; two seconds later somebody goes on in the other one.

${head('step', 'what happens to the first tab')}
${await deaths()}`
  await expect(page).toMatchFileSnapshot('../../../docs/survival-table.md')
})
