/** Where this page's place in the history notes at which address a reload lands. */
export const resumeKey = 'tessera'

/** Where this page stands, or where it would stand if an answer that was on its way had not been interrupted by a reload. */
export function landedAt(): string {
  const resumeAt: unknown = history.state?.[resumeKey]
  return typeof resumeAt === 'string' ? resumeAt : location.href
}
