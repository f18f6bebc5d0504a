import { createHash } from 'node:crypto'
import type { GrantRecord } from '../src/session/grant-record.js'
import { type AuthorizationServer, lifetime } from './authorization-server.js'
import type { Happening } from './history.js'
import type { Schedule } from './schedule.js'

/** Milliseconds between the writing of an intent and the request, trips included. */
const longestIntent = 2_100

/** Says which promise was not kept, and how. */
export type Breach = (promise: number, how: string) => void

/** What every happening is held against, with all that happened before it. The numbers are those of docs/rotation.md. */
export function promises(schedule: Schedule, server: AuthorizationServer, wall: () => number, broken: Breach) {
  /** A realm whose write was not confirmed and whose lock was stolen just then may take a spent token for a spare. */
  const wasRobbed = (past: readonly Happening[]) =>
    schedule.moves.some(move => move.do === 'steal the lock') && met(past, 'fails after writing')
  const clockWasSet = () => schedule.moves.some(move => move.do === 'set the clock')

  function whenSent(sent: Happening & { what: 'sent' }, past: readonly Happening[]): void {
    const { realm, refreshToken, want, stored } = sent
    const mine = past.filter(happening => happening.realm === realm)
    const isConfirming = mine.findLast(({ what }) => what === 'heard' || what === 'sent')
    const confirms = isConfirming?.what === 'heard' && isConfirming.outcome === 'refused'

    const locked = mine.findLastIndex(({ what }) => what === 'locked')
    const read = mine.findLastIndex(({ what }) => what === 'read')
    if (locked < 0 || read < locked) broken(3, `${realm} did not read again before it sent ${refreshToken}`)

    const intents = past.flatMap(happening =>
      happening.what === 'wrote' && happening.after.intent?.spends === digest(refreshToken)
        ? [{ ...happening.after.intent, at: happening.at }]
        : [],
    )
    const own = intents.findLast(({ by }) => by === realm)
    if (!own) broken(9, `${realm} sent ${refreshToken} without an intent`)
    else if (sent.at - own.at > longestIntent) broken(2, `${realm} sent ${refreshToken} long after its intent`)

    const isOpen = spends(past, refreshToken).some(spend => spend.outcome === undefined || spend.outcome === 'granted')
    const attempt = Math.max(...intents.map(({ attempt }) => attempt))
    if (schedule.server !== 'static' && isOpen && attempt < 2 && !confirms && !wasRobbed(past))
      broken(2, `${realm} sent ${refreshToken} again, and no record says so`)

    const kept = stored.secrets.access[want.key]
    const isWanted = !kept || rejections(past).has(kept.token) || wall() - kept.wallAt >= lifetime - 30_000
    const isCurrent = stored.state === 'active' && stored.secrets.refresh === refreshToken
    if (!clockWasSet() && isCurrent && attempt < 2 && !isWanted && !confirms)
      broken(6, `${realm} renewed ${kept.token}, which was fresh and which nobody had rejected`)
  }

  function whenWritten({ realm, before, after }: Happening & { what: 'wrote' }, past: readonly Happening[]): void {
    if (after.version <= before.version && before.state !== 'absent') broken(10, `${realm} wrote an older version`)
    if (after.epoch < before.epoch && before.state !== 'absent') broken(10, `${realm} wrote an older epoch`)
    if (before.state === 'active' && after.state === 'active' && before.epoch === after.epoch) {
      const was = before.secrets.refresh
      const is = after.secrets.refresh
      if (was && !is) broken(5, `${realm} forgot ${was}`)
      const replaced = past.flatMap(happening =>
        happening.what === 'wrote' && happening.after.secrets.refresh !== happening.before.secrets.refresh
          ? [happening.before.secrets.refresh]
          : [],
      )
      if (is && is !== was && replaced.includes(is) && !wasRobbed(past)) broken(10, `${realm} brought ${is} back`)
    }
    const families = [after.secrets.refresh, ...after.secrets.spares].map(server.familyOf)
    if (new Set(families).size > 1) broken(14, `${realm} mixed the tokens of two sign-ins`)
    if (before.state === 'active' && after.state !== 'active') whenEnded(realm, before, after, past)
    if (before.state !== 'active' && after.state === 'active') whenBegun(realm, before, after, past)
  }

  function whenBegun(realm: string, before: GrantRecord, after: GrantRecord, past: readonly Happening[]): void {
    const isRevived = /refused|answer-lost|store-gone/.test(before.state) && before.epoch === after.epoch
    const begun = past.filter(({ realm: by, ...told }) => by === realm && told.what === 'wrote' && isBeginning(told))
    if (!isRevived && !hasLostItsStore(schedule) && begun.length >= did(past, realm, /^sign in as/))
      broken(13, `${realm} began a session that nobody asked for`)
  }

  /** What a realm was granted it has stored, or left to be revoked: it may be all that is left one day. */
  function atEnd(past: readonly Happening[], isAlive: (realm: string) => boolean): void {
    for (const [index, heard] of past.entries()) {
      if (heard.what !== 'heard' || !heard.granted || !isAlive(heard.realm) || hasLostItsStore(schedule)) continue
      const { realm, granted } = heard
      const isKept = past.slice(index).some(told => told.what === 'wrote' && tokensIn(told.after).includes(granted))
      if (!isKept && !failedAtStoring(past, realm)) broken(10, `${realm} dropped ${granted}`)
    }
  }

  function whenRevoked({ realm, token, stored }: Happening & { what: 'revoked' }): void {
    const family = server.familyOf(stored.secrets.refresh)
    if (stored.state === 'active' && family && family === server.familyOf(token))
      broken(13, `${realm} revoked ${token} while its session was active`)
  }

  function whenEnded(realm: string, before: GrantRecord, after: GrantRecord, past: readonly Happening[]): void {
    const { refresh = '', spares } = before.secrets
    const family = server.familyOf(refresh)
    const good = [refresh, ...spares].find(server.isGood)
    const lags = past.filter(happening => happening.what === 'met' && happening.fault === 'meets a replica that lags')
    switch (after.state) {
      case 'signed-out':
        if (!did(past, realm, /sign out/)) broken(7, `${realm} signed out, and nobody asked it to`)
        return
      case 'subject-mismatch':
        if (!met(past, 'is answered for somebody else')) broken(7, `${realm} saw somebody else where nobody was`)
        return
      case 'refused':
      case 'answer-lost': {
        if (good && lags.length < 2) broken(8, `${realm} gave up while ${good} was still good`)
        const refusals = past.filter(
          happening =>
            happening.what === 'heard' && happening.outcome === 'refused' && happening.refreshToken === refresh,
        )
        if (refusals.length < 2 && lags.length < 2) broken(8, `${realm} believed the first refusal of ${refresh}`)
        if (family?.revoked === 'forgotten' || family?.revoked === 'by its client' || good) return
        if (schedule.server === 'grace' || schedule.server === 'static')
          broken(7, `${realm} lost the session at a server that forgives`)
        const wasLost = spends(past, refresh).length > 1 || met(past, 'is sent twice by the transport')
        if (!wasLost) broken(7, `${realm} ended the session as ${after.state} without a cause`)
        return
      }
      case 'store-gone':
        if (!met(past, 'reads garbage')) broken(7, `${realm} gave a store up that could be read`)
        return
      default:
        broken(7, `${realm} ended the session as ${after.state}`)
    }
  }

  function check(happening: Happening, past: readonly Happening[]): void {
    if (happening.what === 'sent') whenSent(happening, past)
    if (happening.what === 'wrote') whenWritten(happening, past)
    if (happening.what === 'revoked') whenRevoked(happening)
  }

  return { check, atEnd }
}

function tokensIn({ secrets: { refresh, spares, pendingRevoke } }: GrantRecord): readonly (string | undefined)[] {
  return [refresh, ...spares, ...pendingRevoke.map(({ token }) => token)]
}

function hasLostItsStore({ moves }: Schedule): boolean {
  return moves.some(({ do: what }) => what === 'evict' || what === 'lose the sealing key')
}

function failedAtStoring(past: readonly Happening[], realm: string): boolean {
  return past.some(
    told =>
      told.what === 'met' &&
      told.realm === realm &&
      (told.step === 'commit' || told.step === 'end' || told.fault === 'reads a newer schema'),
  )
}

interface Spend {
  readonly by: string
  readonly outcome: string | undefined
}

/** Every time this refresh token was sent, and what its sender heard: nothing, where it is still waiting or gone. */
function spends(past: readonly Happening[], refreshToken: string): readonly Spend[] {
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

function rejections(past: readonly Happening[]): ReadonlySet<string> {
  return new Set(
    past.flatMap(happening => (happening.what === 'did' && happening.rejected ? [happening.rejected] : [])),
  )
}

function isBeginning({ before, after }: { readonly before: GrantRecord; readonly after: GrantRecord }): boolean {
  return after.state === 'active' && (before.state === 'absent' || after.epoch > before.epoch)
}

/** How often the realm was asked for it. */
function did(past: readonly Happening[], realm: string, move: RegExp): number {
  return past.filter(told => told.what === 'did' && told.realm === realm && move.test(told.move)).length
}

function met(past: readonly Happening[], fault: string): boolean {
  return past.some(happening => happening.what === 'met' && happening.fault === fault)
}

const digests = new Map<string, string>()

function digest(text: string): string {
  const known = digests.get(text) ?? createHash('sha256').update(text).digest('base64url')
  digests.set(text, known)
  return known
}
