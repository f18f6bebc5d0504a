import type { ErrorCode } from '@tessera/browser'
import { explain } from '@tessera/core/explain'

interface Props {
  readonly code: ErrorCode
  /** Whether there is nothing to be done but to wait. */
  readonly isPassing: boolean
}

/** The library's own words for an error. They are loaded when there is one. */
export default function Explained({ code, isPassing }: Props) {
  const { why, fix } = explain[code]
  return (
    <>
      <p>{withCode(why)}</p>
      {!isPassing && <p>{withCode(fix)}</p>}
    </>
  )
}

function withCode(text: string) {
  return text.split('`').map((part, index) => (index % 2 ? <code key={part}>{part}</code> : part))
}
