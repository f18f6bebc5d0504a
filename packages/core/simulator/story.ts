import type { GrantRecord } from '../src/session/grant-record.js'
import type { Happening } from './history.js'
import type { Life } from './life.js'
import type { Schedule } from './schedule.js'

/** A schedule and what became of it, as a story that can be read. */
export function story(
  { seed, grant, server, realms, wants, hasLock, moves }: Schedule,
  { history, outcome }: Life,
): string {
  const head = `seed ${seed}: ${realms} realms, ${wants} wants, a ${server} server${grant === 'user' ? '' : `, the grant of a ${grant}`}${hasLock ? '' : ', no lock'}, ${moves.length} moves`
  const lines = history.happenings
    .filter(({ what }) => what !== 'read' && what !== 'locked')
    .map(happening => `${String(happening.at).padStart(9)} ms  ${happening.realm.padEnd(10)} ${line(happening)}`)
  return [head, ...lines, `in the end: ${outcome}`, ...history.breaches.map(breach => `✗ promise ${breach}`)].join('\n')
}

function line(happening: Happening): string {
  switch (happening.what) {
    case 'did':
      return `▶ ${happening.move}`
    case 'met':
      return `⚡ ${happening.step} ${happening.fault}`
    case 'sent':
      return `sends ${happening.refreshToken} for ${happening.want.scope ?? 'everything'}`
    case 'heard':
      return `hears of ${happening.refreshToken}: ${happening.outcome}`
    case 'asked':
      return `asks for ${happening.want.scope ?? 'everything'}`
    case 'got':
      return `hears: ${happening.outcome}`
    case 'revoked':
      return `revokes ${happening.token}`
    case 'displaced':
      return 'displaces a silent holder'
    case 'wrote':
      return `writes ${recordLine(happening.after)}`
    default:
      return happening.what
  }
}

function recordLine({ version, epoch, state, intent, secrets }: GrantRecord): string {
  const { refresh, spares, pendingRevoke, access } = secrets
  const tokens = Object.values(access).map(({ token }) => token)
  return [
    `${state}, version ${version % 100_000}, epoch ${epoch % 100_000}`,
    refresh && `${refresh}${spares.length > 0 ? ` and ${spares.join(', ')}` : ''}`,
    intent && `intent of ${intent.by}, attempt ${intent.attempt}`,
    tokens.join(', '),
    pendingRevoke.length > 0 && `${pendingRevoke.length} to revoke`,
  ]
    .filter(Boolean)
    .join(' · ')
}
