/** What surrounds a realm. */
export interface Cage {
  run(effect: () => void): void
  /** Lets a call out and its answer in: later when frozen, never when dead. */
  through<T>(call: () => Promise<T>): Promise<T>
  freeze(): void
  thaw(): void
  kill(): void
}

export function cage(): Cage {
  let waiting: (() => void)[] | undefined
  let dead = false

  function run(effect: () => void): void {
    if (dead) return
    if (waiting) waiting.push(effect)
    else effect()
  }

  return {
    run,
    through: <T>(call: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        run(() =>
          call().then(
            value => run(() => resolve(value)),
            error => run(() => reject(error)),
          ),
        )
      }),
    freeze: () => {
      waiting ??= []
    },
    thaw: () => {
      const effects = waiting ?? []
      waiting = undefined
      for (const effect of effects) run(effect)
    },
    kill: () => {
      dead = true
    },
  }
}
