// Imports entries while the globals that differ between a page, a worker and a server tell who reads them.
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const page = ['window', 'document', 'location', 'history', 'localStorage', 'sessionStorage', 'indexedDB']
const globals = [...page, 'navigator', 'BroadcastChannel', 'fetch']
const clocks = ['setTimeout', 'setInterval', 'setImmediate', 'crypto', 'performance']

const [folder, ...specifiers] = process.argv.slice(2)
const { resolve } = createRequire(`${folder}/package.json`)
const files = specifiers.map(specifier => [specifier, pathToFileURL(resolve(specifier)).href])
const read = new Set()
let importing

for (const name of [...globals, ...clocks]) watch(globalThis, name)
for (const [specifier, file] of files) {
  importing = specifier
  await import(file)
}
importing = undefined
for (const line of read) console.log(line)
process.exitCode = read.size ? 1 : 0

function watch(owner, name) {
  const value = owner[name]
  Object.defineProperty(owner, name, {
    configurable: true,
    get() {
      const reader = importing && ownReader()
      if (reader) read.add(`${importing} reads \`${name}\` when imported, ${reader}`)
      return value
    },
  })
}

/** The line that reads, where it is the workspace's own. What other packages read is theirs to answer for. */
function ownReader() {
  const caller = new Error().stack
    .split('\n')
    .slice(1)
    .find(line => !line.includes(import.meta.url))
  return caller && !/node:|node_modules/.test(caller) ? caller.trim() : undefined
}
