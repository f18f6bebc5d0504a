import { promises } from '../packages/core/simulator/promise-names.ts'
import { read } from './files.ts'

export const tests = 'packages/core/src/session/rotation.test.ts'

const page = 'docs/rotation.md'
const onPage = read(page).replace(/\s+/g, ' ')
const overTests = read(tests)

/** Promises that do not stand whole on the page, or whose bold beginning stands over no tests. */
export function missingWords(): readonly string[] {
  return promises.flatMap((promise, index) => wordsOf(promise, index + 1))
}

function wordsOf(promise: string, number: number): readonly string[] {
  const [, name = ''] = /^\*\*(.+?)\.?\*\*/.exec(promise) ?? []
  const isTested = ["'", '"'].some(quote => overTests.includes(`describe(${quote}${number}. ${name}${quote}`))
  return [
    ...(onPage.includes(` ${number}. ${promise} — `) ? [] : [`${page} has no promise "${number}. ${promise}"`]),
    ...(name && isTested ? [] : [`${tests} has no tests of "${number}. ${name}".`]),
  ]
}
