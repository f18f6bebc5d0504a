/**
 * A lifetime in milliseconds from the wire's seconds, a number or a decimal string (RFC 6749 §5.1).
 * Zero, negative and unreadable values say nothing: servers write `0` for tokens that do not expire.
 */
export function lifetime(seconds: unknown): number | undefined {
  const milliseconds = typeof seconds === 'string' || typeof seconds === 'number' ? Number(seconds) * 1000 : 0
  return milliseconds > 0 && Number.isFinite(milliseconds) ? milliseconds : undefined
}
