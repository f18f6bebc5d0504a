import { expect, it } from 'vitest'
import { diagnose } from './diagnose.js'
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

it('on a server a diagnosis is about client and server alone', async () => {
  const found = await diagnose({ issuer: 'id.example', clientId: 'web' })
  expect(found).toMatchObject([{ check: 'issuer', verdict: 'broken' }])
})
