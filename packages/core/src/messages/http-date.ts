/** An HTTP date, milliseconds; NaN where there is none. All three forms are in GMT, which the oldest does not say (RFC 9110 §5.6.7). */
export function httpDate(header: string | null): number {
  return Date.parse(header?.replace(/ \d{4}$/, '$& GMT') ?? '')
}
