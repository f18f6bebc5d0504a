import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@tessera/core/platform'
import { storeLock } from '@tessera/core/store-lock'
import { lockSuite, storeSuite } from '@tessera/testing/suites'
import { sqliteStore } from './sqlite-store.js'

function stores() {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-store-'))
  const store = sqliteStore(join(folder, 'tokens.db'))
  const sibling = sqliteStore(join(folder, 'tokens.db'))
  const close = () => {
    store.close()
    sibling.close()
    rmSync(folder, { recursive: true })
  }
  return { store, sibling, close }
}

storeSuite('sqliteStore', async () => stores())

lockSuite('the lock over a sqliteStore', async () => {
  const { store, sibling, close } = stores()
  return { lock: storeLock(store, systemClock, 15), sibling: storeLock(sibling, systemClock, 15), close }
})
