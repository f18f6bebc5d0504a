import { storeSuite } from '../../test-support/store-suite.js'
import { memoryStore } from './store.js'

storeSuite('memoryStore', async () => {
  const store = memoryStore()
  return { store, sibling: store, close: () => {} }
})
