import { OAuthError } from '@tessera/core'
import type { Clock } from '@tessera/core/platform'

const name = 'tessera departures'
const minute = 60_000

/**
 * Notes that this tab leaves to sign in without anybody having asked it to. Throws `sign_in_loop` where it has done so three times
 * within the last minute: whatever comes back, this page does not see that somebody has signed in. Each tab counts its own, because
 * many may begin at once, as when a browser restores them.
 */
export function departUnasked(clock: Clock): void {
  const noted = sessionStorage.getItem(name)?.split(' ') ?? []
  const recent = noted.filter(at => Math.abs(clock.wall() - Number(at)) < minute)
  if (recent.length > 2) throw new OAuthError('sign_in_loop')
  sessionStorage.setItem(name, [...recent, clock.wall()].join(' '))
}
