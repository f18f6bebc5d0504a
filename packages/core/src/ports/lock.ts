import { type Clock, systemClock } from './clock.js'

/** Port: mutual exclusion between the realms that share a store. */
export interface Lock {
  /**
   * Waits at most `patience` milliseconds for the lock and answers how to release it, or `undefined` if it stayed taken.
   * `displace` takes it from a holder that has gone silent; that holder is not told.
   */
  acquire(name: string, patience: number, displace?: boolean): Promise<(() => void) | undefined>
}

/** A lock as wide as the process. */
export function memoryLock(clock: Clock = systemClock): Lock {
  const queues = new Map<string, (() => void)[]>()
  const holders = new Map<string, symbol>()

  function grant(name: string): () => void {
    const holder = Symbol(name)
    holders.set(name, holder)
    return () => {
      if (holders.get(name) !== holder) return
      holders.delete(name)
      queues.get(name)?.shift()?.()
    }
  }

  return {
    acquire: (name, patience, displace) => {
      if (displace || !holders.has(name)) return Promise.resolve(grant(name))
      return new Promise(resolve => {
        const queue = queues.get(name) ?? []
        queues.set(name, queue)
        const enter = () => {
          cancel()
          resolve(grant(name))
        }
        const cancel = clock.after(patience, () => {
          queue.splice(queue.indexOf(enter), 1)
          resolve(undefined)
        })
        queue.push(enter)
      })
    },
  }
}
