import { cpus } from 'node:os'
import { imports } from './imports.ts'
import { sizes } from './sizes.ts'
import { speeds } from './speeds.ts'

const measured = [...(await sizes()), ...(await speeds()), ...imports()]
const width = Math.max(...measured.map(({ what }) => what.length))
console.log(`Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}\n`)
for (const { what, figure, budget, isMet } of measured)
  console.log(
    `${isMet ? '✓' : '✗'} ${what.padEnd(width)}  ${figure.padStart(10)}  ${budget}${isMet ? '' : '   missed'}`,
  )
