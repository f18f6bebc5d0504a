import { describe, expect, it } from 'vitest'
import { realms } from '../../test-support/realms.js'
import { wanted } from './grant-record.js'

const reading = wanted({ scope: 'read' })
const writing = wanted({ scope: 'write' })

describe('A realm that is in trouble', () => {
  it('asks for another token at once where something is merely unsaved', async () => {
    const world = realms(1, { again: true })
    const realm = world.realm(0)
    realm.storeFails = ['reading', 'writing']
    const first = realm.rotation.token(reading)
    await world.time.advance(500)
    expect([await first, realm.rotation.view().error?.code]).toEqual(['access 1', 'storage_failed'])
    const second = realm.rotation.token(writing)
    await world.time.advance(500)
    expect([await second, world.server.requests]).toEqual(['access 2', 2])
  })

  it('asks for no token where the authorization server has just failed, and for any a while later', async () => {
    const world = realms(1, { again: true })
    const realm = world.realm(0)
    world.server.next('failed')
    await expect(realm.rotation.token(reading)).rejects.toMatchObject({ code: 'server_failed' })
    await expect(realm.rotation.token(writing)).rejects.toMatchObject({ code: 'server_failed' })
    expect(world.server.requests).toBe(1)
    await world.time.advance(1_000)
    expect(await realm.rotation.token(writing)).toBe('access 1')
  })
})
