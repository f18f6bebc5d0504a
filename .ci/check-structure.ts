// What the documentation promises about the shape of the source, and no compiler checks.
import { cycles } from './cycles.ts'
import { report } from './exec.ts'
import { filesIn, read } from './files.ts'
import { type Module, modules } from './modules.ts'

const rotation = 'packages/core/src/session/rotation.ts'
const rotationLines = 150
const registryHost = /\b(?:registry|npm)\.(?:[\w-]+\.)+(?:com|org|net|io|dev)\b/i
const machinePath = /(?<![\w.~:/-])(?:\/(?:home|Users|root|work|tmp|mnt)\/[\w.-]+|[A-Z]:\\{1,2}\w+)/

const all = modules()
const problems = [
  ...writersOfGrants(all),
  ...cycles(all).map(cycle => `Imports, types included, go in a circle: ${cycle}`),
  ...lengthOfRotation(all),
  ...all.flatMap(escapesOf),
  ...filesIn().flatMap(foreignWords),
]
report(problems, `${all.length} modules have the promised structure`)

function writersOfGrants(all: readonly Module[]): readonly string[] {
  const home = all.find(({ path }) => /export (?:async )?function writeGrant\b/.test(read(path)))?.path
  if (!home) return ['No module exports `writeGrant`: the promise of one writer can no longer be checked.']
  const isTaken = ({ from, names }: Module['imports'][number]) =>
    names.includes('writeGrant') || (from === home && names.includes('*'))
  const writers = all.filter(({ imports }) => imports.some(isTaken)).map(({ path }) => path)
  const isAlone = writers.length === 1 && writers[0] === rotation
  return isAlone
    ? []
    : [`Only ${rotation} may import \`writeGrant\`; it is imported by: ${writers.join(', ') || 'nobody'}`]
}

function lengthOfRotation(all: readonly Module[]): readonly string[] {
  const lines = all.find(({ path }) => path === rotation)?.linesOfCode
  if (lines === undefined) return [`${rotation} is missing.`]
  return lines > rotationLines ? [`${rotation} has ${lines} lines of code; it may have ${rotationLines}.`] : []
}

function escapesOf({ path, escapes }: Module): readonly string[] {
  const mayCast = path.startsWith('packages/core/src/messages/')
  const forbidden = escapes.filter(({ what }) => !(mayCast && what === 'a cast'))
  return forbidden.map(
    ({ line, what }) => `${path}:${line} has ${what}; casts belong to core's messages, the rest nowhere.`,
  )
}

function foreignWords(path: string): readonly string[] {
  return read(path)
    .split('\n')
    .flatMap((line, index) => {
      const host = registryHost.exec(line)?.[0]
      const place = machinePath.exec(line)?.[0]
      return [
        ...(host ? [`${path}:${index + 1} names a package registry: ${host}`] : []),
        ...(place ? [`${path}:${index + 1} has a path of one machine: ${place}`] : []),
      ]
    })
}
