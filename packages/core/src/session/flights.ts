/** Runs one piece of work at a time. Whoever asks for work that is already queued or running shares its result. */
export type Flights<T> = (name: string, work: () => Promise<T>) => Promise<T>

export function flights<T>(): Flights<T> {
  const flying = new Map<string, Promise<T>>()
  let last: Promise<unknown> = Promise.resolve()
  return (name, work) => {
    const joined = flying.get(name)
    if (joined) return joined
    const flight = last.then(work).finally(() => flying.delete(name))
    flying.set(name, flight)
    last = flight.catch(() => {})
    return flight
  }
}
