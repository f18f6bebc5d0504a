// Counts in a file store as fast as it can, and tells of every number that it was the one to write.
import { fileStore } from '../src/file-store.ts'

const [, , folder = '', key = ''] = process.argv
const store = fileStore(folder)
process.on('disconnect', () => process.exit())
for (;;) {
  const version = (await store.get(key))?.version ?? 0
  const next = { version: version + 1, clear: version, sealed: 'x'.repeat(10_000) }
  if (await store.compareAndSwap(key, version, next)) process.send?.(next.version)
}
