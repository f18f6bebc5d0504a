import { isOwn, isReadable } from './cross-origin.js'
import { type Finding, fine } from './finding.js'
import type { Ground, Sight } from './look.js'
import { hidden } from './network-check.js'

/** What the pages of an origin may read of the answers that were seen; nothing where there are no pages. */
export function corsFindings(sights: readonly Sight[], { page }: Ground): readonly Finding[] {
  if (!page) return []
  const { origin } = page
  return sights
    .filter(({ address }) => !isOwn(address, page))
    .map(sight =>
      isReadable(sight, page)
        ? fine('cors', `The pages of ${origin} may read ${sight.address}`)
        : hidden(sight.address, origin),
    )
}
