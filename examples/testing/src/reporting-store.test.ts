import { memoryStore } from '@tessera/core/platform'
import { clientCredentials } from '@tessera/node'
import { authorizationServer } from '@tessera/testing'
import { storeSuite } from '@tessera/testing/suites'
import { expect, it } from 'vitest'
import { reportingStore } from './reporting-store.js'

it('says that the store is away, while everybody is served', async () => {
  const client = { clientId: 'reports', clientSecret: 'a secret' }
  const { issuer, fetch } = authorizationServer({ clients: [client] })
  const away = () => Promise.reject(new Error('the disk is gone'))
  const heard: unknown[] = []
  const store = reportingStore({ ...memoryStore(), get: away }, error => heard.push(error))
  const machine = clientCredentials({ issuer, ...client, resources: { api: 'https://api.example.com' }, fetch, store })
  expect(await machine.getAccessToken()).toBeTypeOf('string')
  expect(heard).toContainEqual(new Error('the disk is gone'))
})

storeSuite('reportingStore', async () => {
  const sibling = memoryStore()
  return { store: reportingStore(sibling, () => {}), sibling, close: () => {} }
})
