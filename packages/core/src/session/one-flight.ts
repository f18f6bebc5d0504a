/** The same work, run by one at a time, who says how. Whoever asks for it meanwhile shares its result. */
export function inOneFlight<A extends readonly unknown[], T>(
  work: (...asked: A) => Promise<T>,
): (...asked: A) => Promise<T> {
  let flying: Promise<T> | undefined
  return (...asked) => {
    flying ??= work(...asked).finally(() => {
      flying = undefined
    })
    return flying
  }
}
