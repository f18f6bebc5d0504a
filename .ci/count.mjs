// Prints the gate's last line from the report of the tests. A gate that failed never counts as none failed.
import { existsSync, readFileSync } from 'node:fs'

const [path, status] = process.argv.slice(2)
const none = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0 }
if (!existsSync(path)) console.log('The tests did not run: an earlier step failed.')
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = existsSync(path)
  ? JSON.parse(readFileSync(path, 'utf8'))
  : none
const skipped = numPendingTests + numTodoTests
if (skipped) console.log(`${skipped} skipped`)
const failed = numFailedTests || (status === '0' ? 0 : 1)
console.log(`${numPassedTests} passed, ${failed} failed`)
