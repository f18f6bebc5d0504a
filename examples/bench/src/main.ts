import { cpus } from 'node:os'
import { expiriesOfCrowds } from './expiries.ts'
import { imports } from './imports.ts'
import type { Measured } from './measure.ts'
import { peers } from './peers.ts'
import { requests } from './requests.ts'
import { entries, sizesBesideBudgets } from './sizes.ts'
import { speeds } from './speeds.ts'
import { verification } from './verification.ts'

console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}`)
show('Budgets', [
  ...(await sizesBesideBudgets()),
  ...(await requests()),
  ...(await speeds()),
  ...(await expiriesOfCrowds()),
  ...(await verification()),
  ...imports(),
])
show('Beside others, as services', await peers())
show('Each entry, minified and gzipped', await entries())

function show(heading: string, measured: readonly Measured[]): void {
  const width = Math.max(...measured.map(({ what }) => what.length))
  console.log(`\n${heading}`)
  for (const { what, figure, budget } of measured) {
    const mark = budget ? (budget.isMet ? '✓' : '✗') : ' '
    const judged = budget ? `  ${budget.text}${budget.isMet ? '' : '   missed'}` : ''
    console.log(`${mark} ${what.padEnd(width)}  ${figure.padStart(10)}${judged}`)
  }
}
