import { type Random, random } from './random.js'

/** Where in the algorithm a realm is when something happens to it. The names are those of docs/rotation.md. */
export const steps = ['look', 'prepare', 'lock', 'intend', 'send', 'commit', 'end', 'revoke'] as const
export type Step = (typeof steps)[number]

/** What may go wrong once, when a realm comes to a step. */
export const faults = {
  look: ['fails', 'is slow', 'reads garbage', 'reads a newer schema', 'crashes before', 'crashes after', 'freezes'],
  prepare: ['fails', 'is offline', 'crashes before', 'crashes after', 'freezes'],
  lock: ['crashes before', 'crashes after', 'freezes', 'lapses'],
  intend: [
    'fails',
    'fails after writing',
    'is slow',
    'crashes before',
    'crashes after',
    'freezes',
    'finds the store full',
  ],
  send: [
    'loses the request',
    'loses the answer',
    'is answered late',
    'is answered slowly',
    'is sent twice by the transport',
    'is answered 5xx',
    'is answered 429',
    'never leaves',
    'is called a wrong client',
    'meets a replica that lags',
    'is answered for somebody else',
    'crashes before',
    'crashes after',
    'freezes',
  ],
  commit: [
    'fails',
    'fails after writing',
    'is slow',
    'crashes before',
    'crashes after',
    'freezes',
    'finds the store full',
  ],
  end: ['fails', 'fails after writing', 'crashes before', 'crashes after', 'freezes', 'finds the store full'],
  revoke: ['fails', 'crashes before', 'crashes after', 'freezes'],
} as const satisfies Readonly<Record<Step, readonly [string, ...string[]]>>

export type Fault = (typeof faults)[Step][number]

/** One thing that happens. Realms are counted from 0. */
export type Move =
  | { readonly do: 'ask'; readonly realm: number; readonly want: number; readonly callers: number }
  | { readonly do: 'reject' | 'abort'; readonly realm: number; readonly want: number }
  | { readonly do: 'pass'; readonly milliseconds: number }
  | { readonly do: 'fault'; readonly realm: number; readonly step: Step; readonly fault: Fault }
  | { readonly do: 'crash' | 'freeze' | 'thaw' | 'hide' | 'wake' | 'go offline' | 'go online'; readonly realm: number }
  | {
      readonly do: 'sign in' | 'sign in briefly' | 'sign in silently' | 'switch account' | 'sign out'
      readonly realm: number
    }
  | { readonly do: 'set the clock'; readonly milliseconds: number }
  | { readonly do: 'evict' | 'lose the sealing key' | 'steal the lock' | 'forget the family' | 'lose the newest token' }
  | { readonly do: 'take the store down' | 'bring the store back' }

/** How an authorization server treats a refresh token that was spent. */
export const servers = ['grace', 'strict', 'lazy', 'static'] as const
export type ServerKind = (typeof servers)[number]

/** Who granted: a user who signs in, a client by itself, or one that was told a password. The last two can be asked again. */
export const grants = ['user', 'client', 'password'] as const
export type GrantKind = (typeof grants)[number]

/** All that happens in one simulated life of a grant. The seed also decides how long each message takes. */
export interface Schedule {
  readonly seed: number
  readonly grant: GrantKind
  readonly server: ServerKind
  readonly realms: number
  readonly wants: number
  /** Without one, as in Lockdown Mode, the line of those who wait for it stands in the store. */
  readonly hasLock: boolean
  readonly moves: readonly Move[]
}

/** Whether one of these moves is made in it. */
export function happensIn({ moves }: Schedule, ...what: readonly Move['do'][]): boolean {
  return moves.some(move => what.includes(move.do))
}

/** Whether nothing happens in it that a user could see. */
export function isUneventful({ moves }: Schedule): boolean {
  return moves.every(({ do: what }) => uneventful.includes(what))
}

const uneventful: readonly Move['do'][] = ['ask', 'reject', 'abort', 'pass']

/** Whether what was stored is gone, or cannot be opened. */
export function losesItsStore(schedule: Schedule): boolean {
  return happensIn(schedule, 'evict', 'lose the sealing key')
}

/** The move, as it is told in a story. */
export function inWords({ do: what, ...details }: Move): string {
  const told = Object.entries(details).map(([name, value]) => `${name} ${value}`)
  return [what, ...told].join(', ')
}

/** So many different tokens are wanted at most. */
export const mostWants = 3

const times = [0, 1, 5, 50, 700, 2_500, 21_000, 45_000, 200_000, 601_000] as const

/** The schedule of a seed. */
export function scheduleOf(seed: number): Schedule {
  const draw = random(seed)
  const realms = draw.pick([1, 2, 2, 2, 3, 3, 4, 8])
  const wants = draw.pick([1, 1, 2, mostWants])
  const moves: Move[] = []
  const count = 2 + draw.under(9)
  for (let made = 0; made < count; made++) moves.push(...drawMoves(draw, realms, wants))
  const server = draw.pick(servers)
  const hasLock = !draw.percent(15)
  const grant = draw.percent(90) ? 'user' : draw.pick(['client', 'password'])
  return { seed, grant, server, realms, wants, hasLock, moves: grant === 'user' ? moves : moves.map(withoutUser) }
}

/** Where nobody signs in or out, the store goes down and comes back. */
function withoutUser(move: Move): Move {
  if (move.do === 'sign out' || move.do === 'switch account') return { do: 'take the store down' }
  return /^sign in/.test(move.do) ? { do: 'bring the store back' } : move
}

/** Half of them are a rotation with a fault in it: that is where sessions are lost. */
function drawMoves(draw: Random, realms: number, wants: number): readonly Move[] {
  const realm = draw.under(realms)
  const want = draw.under(wants)
  const ask: Move = { do: 'ask', realm, want, callers: draw.pick([1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 50]) }
  const pass: Move = { do: 'pass', milliseconds: draw.pick(times) }
  const expire: Move = { do: 'pass', milliseconds: draw.pick([575_000, 601_000]) }
  const others = Array.from({ length: draw.under(realms + 1) }, (): Move => ({ ...ask, realm: draw.under(realms) }))
  const sort = draw.under(100)
  if (sort < 40) return [expire, drawFault(draw, realm, draw.pick(risky)), ask, ...others, pass]
  if (sort < 48) return [drawFault(draw, realm, draw.pick(steps)), ask, pass]
  if (sort < 50) return [...leaveSpare(realm), { do: 'lose the newest token' }, expire, ask, pass]
  if (sort < 60) return [ask, ...others]
  if (sort < 68) return [pass]
  if (sort < 74) return [{ do: draw.pick(['reject', 'reject', 'abort']), realm, want }, pass]
  if (sort < 84) {
    const happening = draw.pick(['crash', 'freeze', 'thaw', 'hide', 'wake', 'go offline', 'go online'])
    return [ask, { do: 'pass', milliseconds: draw.under(8) }, { do: happening, realm }]
  }
  if (sort < 90) return [drawSession(draw, realm), ask]
  if (sort < 93) {
    const again: Move[] = draw.percent(50) ? [pass, { do: 'sign in', realm }] : []
    return [drawFault(draw, realm, draw.pick(ending)), { do: 'sign out', realm }, ...again, ask]
  }
  if (sort < 96) return [{ do: 'set the clock', milliseconds: draw.pick([-7_200_000, -60_000, 60_000, 7_200_000]) }]
  if (sort < 97) return [{ do: 'steal the lock' }]
  if (sort < 98) return outage([pass, ...(draw.percent(50) ? [ask, pass] : [])])
  return [{ do: draw.pick(['evict', 'lose the sealing key', 'forget the family']) }]
}

const ending = ['end', 'revoke'] as const
const risky = ['send', 'send', 'intend', 'commit', 'commit'] as const

/** The answer that comes too late is the spare of the one to the second attempt. */
function leaveSpare(realm: number): readonly Move[] {
  return [
    { do: 'pass', milliseconds: 601_000 },
    { do: 'fault', realm, step: 'send', fault: 'is answered late' },
    { do: 'ask', realm, want: 0, callers: 1 },
    { do: 'pass', milliseconds: 45_000 },
  ]
}

function outage(meanwhile: readonly Move[]): readonly Move[] {
  return [{ do: 'take the store down' }, ...meanwhile, { do: 'bring the store back' }]
}

function drawFault(draw: Random, realm: number, step: Step): Move {
  return { do: 'fault', realm, step, fault: draw.pick<Fault>(faults[step]) }
}

function drawSession(draw: Random, realm: number): Move {
  return {
    do: draw.pick(['sign in', 'sign in briefly', 'sign in silently', 'switch account', 'sign out', 'sign out']),
    realm,
  }
}
