import { cage } from '../test-support/cage.js'
import type { Fault, Step } from './schedule.js'
import type { World } from './world.js'

/** How a realm goes out for something and comes back with it, and what may happen to it on the way. */
export interface Errands {
  /** Two trips, with the effect between them; the realm may be gone or frozen at either end. */
  go<T>(step: Step, effect: (fault: Fault | undefined) => Promise<T>): Promise<T>
  /** What happens elsewhere comes to it one trip later. */
  reaches(effect: () => void): void
  /** Now, later when it is frozen, or never when it is gone. */
  run(effect: () => void): void
  /** The next time it comes to that step, this happens. */
  arm(step: Step, fault: Fault): void
  crash(): void
  freeze(): void
  thaw(): void
  /** What was still to go wrong does not. */
  heal(): void
  isAlive(): boolean
  /** Whether nothing is about to go wrong. */
  isWell(): boolean
  /** When it was last thawed. */
  disturbedAt(): number
}

const trips = [0, 0, 1, 1, 2, 3, 8] as const
const slow = 5_000
const beyondPatience = 25_000
const naps = [3_000, 30_000, 130_000, 900_000] as const

export function errands(name: string, { clock, random, history }: World, onCrash: () => void): Errands {
  const around = cage()
  const armed: { readonly step: Step; readonly fault: Fault }[] = []
  let isAlive = true
  let isFrozen = false
  let disturbedAt = 0

  function meets(step: Step): Fault | undefined {
    const index = armed.findIndex(fault => fault.step === step)
    const [met] = index < 0 ? [] : armed.splice(index, 1)
    if (met) history.tell(name, { what: 'met', ...met })
    return met?.fault
  }

  function crash(): void {
    isAlive = false
    around.kill()
    onCrash()
  }

  function freeze(): void {
    isFrozen = true
    around.freeze()
  }

  function thaw(): void {
    if (isFrozen) disturbedAt = clock.monotonic()
    isFrozen = false
    around.thaw()
  }

  function go<T>(step: Step, effect: (fault: Fault | undefined) => Promise<T>): Promise<T> {
    const fault = meets(step)
    if (fault === 'crashes before') crash()
    const out = random.pick(trips) + (fault === 'is slow' ? slow : 0)
    const back = random.pick(trips) + delayOf(fault)
    return new Promise((resolve, reject) => {
      const comeBack = (settle: () => void) => {
        if (fault === 'crashes after') crash()
        if (fault === 'freezes') {
          freeze()
          clock.after(random.pick(naps), thaw)
        }
        clock.after(back, () => around.run(settle))
      }
      const goOut = () =>
        effect(fault).then(
          value => comeBack(() => resolve(value)),
          error => comeBack(() => reject(error)),
        )
      if (isAlive) clock.after(out, goOut)
    })
  }

  return {
    go,
    reaches: effect => clock.after(random.pick(trips), () => around.run(effect)),
    run: around.run,
    arm: (step, fault) => armed.push({ step, fault }),
    crash,
    freeze,
    thaw,
    heal: () => {
      armed.length = 0
      thaw()
    },
    isAlive: () => isAlive,
    isWell: () => isAlive && !isFrozen && armed.length === 0,
    disturbedAt: () => disturbedAt,
  }
}

/** Milliseconds by which it makes the way back longer. */
function delayOf(fault: Fault | undefined): number {
  if (fault === 'is answered slowly') return slow
  return fault === 'is answered late' ? beyondPatience : 0
}
