import { storeSuite } from '@tessera/testing/suites'
import { tableStore } from './table-store.js'

storeSuite('the store over a table', async () => {
  const rows = new Map<string, string>()
  const listeners = new Set<(key: string) => void>()
  return { store: tableStore(rows, listeners), sibling: tableStore(rows, listeners), close: () => {} }
})
