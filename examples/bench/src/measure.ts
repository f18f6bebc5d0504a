/** One line of the report: what was measured, what it may be, and whether that holds. */
export interface Measured {
  readonly what: string
  readonly figure: string
  /** Where there is one. */
  readonly budget?: { readonly text: string; readonly isMet: boolean }
}

export function atMost(what: string, figure: number, most: number, unit: string): Measured {
  return { what, figure: told(figure, unit), budget: { text: `≤ ${told(most, unit)}`, isMet: figure <= most } }
}

export function atLeast(what: string, figure: number, least: number, unit: string): Measured {
  return { what, figure: told(figure, unit), budget: { text: `≥ ${told(least, unit)}`, isMet: figure >= least } }
}

/** A figure to compare with, without a budget. */
export function seen(what: string, figure: number, unit: string): Measured {
  return { what, figure: told(figure, unit) }
}

/** The middle of several runs of both, taken in turns so that a busy machine troubles them alike: a ÷ b. */
export async function ratio(a: () => Promise<number>, b: () => Promise<number>, runs = 9): Promise<number> {
  const ratios: number[] = []
  for (let run = 0; run < runs; run++) ratios.push((await a()) / (await b()))
  return ratios.sort((one, other) => one - other)[Math.floor(runs / 2)] ?? Number.NaN
}

/** Milliseconds that so many calls take, one after the other. */
export async function time(calls: number, call: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  for (let done = 0; done < calls; done++) await call()
  return performance.now() - began
}

function told(figure: number, unit: string): string {
  return `${figure.toLocaleString('en', { maximumFractionDigits: 2 })}${unit}`
}
