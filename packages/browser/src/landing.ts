const key = 'tessera'

/** Where this page stands, or where it would stand if an answer that was on its way had not been interrupted by a reload. */
export function landedAt(): string {
  const resumeAt: unknown = history.state?.[key]
  return typeof resumeAt === 'string' ? resumeAt : location.href
}

/** The state of this page's place in the history, with or without a note of where a reload lands. */
export function withResumeAt(resumeAt: string | undefined): unknown {
  const { [key]: _, ...others } = history.state ?? {}
  return resumeAt === undefined ? others : { ...others, [key]: resumeAt }
}
