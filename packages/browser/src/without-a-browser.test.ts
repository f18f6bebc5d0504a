import { expect, it } from 'vitest'
import { indexedDbStore } from './indexed-db-store.js'
import { pageWake } from './page-wake.js'
import { redirect } from './redirect.js'
import { webLock } from './web-lock.js'

it('on a server everything can be imported and made, and a store without a database says so', async () => {
  const store = indexedDbStore()
  webLock(store)
  pageWake()
  redirect()
  store.watch('grant', () => {})()
  await expect(store.get('grant')).rejects.toThrow(ReferenceError)
})
