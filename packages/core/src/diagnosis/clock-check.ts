import { farthestClock } from '../messages/tolerance.js'
import { broken, type Finding, fine, unknown, warning } from './finding.js'
import type { Sight } from './look.js'

/** In milliseconds: proofs and assertions that are older are refused by some servers, … */
const noticed = 30_000
/** … and by most, as are id_tokens without a nonce by us. With more than `farthestClock`, all of them are. */
const tolerated = 300_000

/** This machine's clock beside the server's. What an answer was on its way, and lay in a cache, is not the clock's fault. */
export function clockFinding(sights: readonly Sight[]): Finding {
  const [first] = sights.flatMap(({ ahead, headers }) =>
    ahead === undefined ? [] : [ahead - 1000 * (Number(headers.get('age')) || 0)],
  )
  if (first === undefined)
    return unknown('clock', 'The server does not let its time be seen here, so the clocks cannot be compared.')
  const far = Math.abs(first)
  const says = `This machine’s clock is ${inWords(far)} ${first > 0 ? 'ahead of' : 'behind'} the server’s.`
  if (far < noticed) return fine('clock', 'This machine’s clock and the server’s agree.')
  const remedy = 'Set the clock of this machine by a time server, or the server’s if that one is wrong.'
  if (far < tolerated) return warning('clock', { says, do: remedy })
  const trouble = { says, do: remedy }
  return broken('clock', far > farthestClock ? { ...trouble, code: 'id_token_invalid' } : trouble)
}

function inWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 120) return `${seconds} seconds`
  return seconds < 6_000 ? `${Math.round(seconds / 60)} minutes` : `${Math.round(seconds / 3600)} hours`
}
