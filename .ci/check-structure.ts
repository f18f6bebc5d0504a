// What the documentation promises about the shape of the source, and no compiler checks.
import { cycles } from './cycles.ts'
import { report } from './exec.ts'
import { filesIn, read } from './files.ts'
import { climbs } from './layers.ts'
import { type Module, modules } from './modules.ts'

const rotation = 'packages/core/src/session/rotation.ts'
const pen = 'packages/core/src/session/shared-grant.ts'
const rotationLines = 150
const moduleLines = 200
const registryHost = /\b(?:registry|npm)\.(?:[\w-]+\.)+(?:com|org|net|io|dev)\b/i
const picture = /\.(?:png|webp)$/
const machinePath = /(?<![\w.~:/-])(?:\/(?:home|Users|root|work|tmp|mnt)\/[\w.-]+|[A-Z]:\\{1,2}\w+)/

const all = modules()
const problems = [
  ...onlyImporter(all, 'writeGrant', pen),
  ...onlyImporter(all, 'sharedGrant', rotation),
  ...cycles(all).map(cycle => `Imports, types included, go in a circle: ${cycle}`),
  ...climbs(all).map(climb => `A lower layer of core must not stand on a higher one: ${climb}`),
  ...all.filter(({ path }) => path.startsWith('packages/react/')).flatMap(valuesOfCore),
  ...lengthOfRotation(all),
  ...all.flatMap(lengthOf),
  ...all.flatMap(escapesOf),
  ...filesIn()
    .filter(path => !picture.test(path))
    .flatMap(foreignWords),
]
report(problems, `${all.length} modules have the promised structure`)

/** As a value, that is: its type may be named anywhere. */
function onlyImporter(all: readonly Module[], name: string, permitted: string): readonly string[] {
  const declaration = new RegExp(`export (?:async )?function ${name}\\b`)
  const home = all.find(({ path }) => declaration.test(read(path)))?.path
  if (!home) return [`No module exports \`${name}\`: who imports it can no longer be checked.`]
  const isTaken = ({ from, names, kind }: Module['imports'][number]) =>
    kind !== 'type' && (names.includes(name) || (from === home && names.includes('*')))
  const importers = all.filter(({ imports }) => imports.some(isTaken)).map(({ path }) => path)
  const isAlone = importers.length === 1 && importers[0] === permitted
  return isAlone
    ? []
    : [`Only ${permitted} may import \`${name}\`; it is imported by: ${importers.join(', ') || 'nobody'}`]
}

/** React takes the types of core only: it works with whichever copy of it has made the Auth. */
function valuesOfCore({ path, imports }: Module): readonly string[] {
  const isOfCore = (from: string) => /^(?:packages\/core\/|@tessera\/core(?:\/|$))/.test(from)
  const values = imports.filter(({ from, kind }) => kind !== 'type' && isOfCore(from))
  return values.map(({ from, names }) => `${path} imports ${names.join(', ')} of ${from}: it may import types only.`)
}

function lengthOfRotation(all: readonly Module[]): readonly string[] {
  const lines = all.find(({ path }) => path === rotation)?.linesOfCode
  if (lines === undefined) return [`${rotation} is missing.`]
  return lines > rotationLines ? [`${rotation} has ${lines} lines of code; it may have ${rotationLines}.`] : []
}

function lengthOf({ path, linesOfCode }: Module): readonly string[] {
  return linesOfCode > moduleLines ? [`${path} has ${linesOfCode} lines of code; it may have ${moduleLines}.`] : []
}

function escapesOf({ path, escapes }: Module): readonly string[] {
  const mayCast = path.startsWith('packages/core/src/messages/')
  const forbidden = escapes.filter(({ what }) => !(mayCast && what === 'a cast'))
  return forbidden.map(
    ({ line, what }) => `${path}:${line} has ${what}. Only core's messages may cast; the rest is for nobody.`,
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
