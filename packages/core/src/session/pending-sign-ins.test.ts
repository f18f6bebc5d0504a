import { describe, expect, it } from 'vitest'
import { handClock } from '../../test-support/hand-clock.js'
import { memoryStore } from '../ports/store.js'
import { answeredSignIn, pendingSignIns } from './pending-sign-ins.js'

function inTwoTabs() {
  const [time, store] = [handClock(), memoryStore()]
  const identity = { issuer: 'https://id.example', client: 'app', slot: '' }
  const pending = (state: string) => ({
    state,
    wallAt: time.clock.wall(),
    epoch: 0,
    redirectUri: 'https://app.example/callback',
    scope: 'openid',
    nonce: 'nonce',
  })
  const open = () => pendingSignIns(store, time.clock, identity)
  const answered = () => answeredSignIn(store, time.clock, identity)
  return { time, store, pending, answered, one: open(), other: open() }
}

describe('Sign-ins under way', () => {
  it('are known to every tab, and none is lost when tabs begin at once', async () => {
    const { one, other, pending } = inTwoTabs()
    await Promise.all([one.put(pending('a')), other.put(pending('b')), one.put(pending('c'))])
    for (const state of ['a', 'b', 'c']) expect((await other.find(state))?.state).toBe(state)
    await one.remove('b')
    expect(await other.find('b')).toBeUndefined()
    expect(await other.find('c')).toBeDefined()
  })

  it('expire after a day, when another begins, except the latest', async () => {
    const { time, one, pending } = inTwoTabs()
    await one.put(pending('first'))
    await one.put(pending('second'))
    await time.advance(86_399_999)
    await one.put(pending('third'))
    expect(await one.find('first')).toBeDefined()
    await time.advance(1)
    await one.put(pending('fourth'))
    expect(await one.find('first')).toBeUndefined()
    expect(await one.find('second')).toBeUndefined()
    expect(await one.find('third')).toBeDefined()
    await time.advance(86_400_000)
    await one.put(pending('fifth'))
    expect(await one.find('third')).toBeUndefined()
    expect(await one.find('fourth')).toBeDefined()
  })

  it('make room after a day', async () => {
    const { time, one, pending } = inTwoTabs()
    for (let count = 0; count < 9; count++) await one.put({ ...pending(`pop-up ${count}`), isAwaited: true })
    await time.advance(1)
    await one.put(pending('a day old'))
    await time.advance(86_399_999)
    await one.put(pending('new'))
    expect(await one.find('a day old')).toBeDefined()
    expect(await one.find('pop-up 0')).toBeUndefined()
  })

  it.each([-1, 1])('are found also when the clock was set by years, to %i, and others begin', async direction => {
    const { time, one, other, pending } = inTwoTabs()
    await one.put(pending('a'))
    time.jumpWall(direction * 1_000_000_000_000)
    await other.put(pending('b'))
    expect(await one.find('a')).toBeDefined()
  })

  it('can be found again when an answer came and nobody brought it to its end', async () => {
    const { one, answered, pending } = inTwoTabs()
    await one.put(pending('a'))
    expect(await answered()).toBeUndefined()
    await one.put({ ...pending('a'), response: 'com.example.app:/callback?code=1&state=a' })
    await one.put(pending('b'))
    expect((await answered())?.state).toBe('a')
    await one.remove('a')
    expect(await answered()).toBeUndefined()
  })

  it('are not taken up again by themselves more than an hour after they began', async () => {
    const { time, one, other, answered, pending } = inTwoTabs()
    await one.put({ ...pending('a'), response: 'com.example.app:/callback?code=1&state=a' })
    await time.advance(3_599_999)
    expect((await answered())?.state).toBe('a')
    await time.advance(1)
    expect(await answered()).toBeUndefined()
    expect((await other.find('a'))?.state).toBe('a')
  })

  it('are ten at most, the latest', async () => {
    const { one, pending } = inTwoTabs()
    for (let count = 0; count < 12; count++) await one.put(pending(`state ${count}`))
    expect(await one.find('state 1')).toBeUndefined()
    expect(await one.find('state 2')).toBeDefined()
    expect(await one.find('state 11')).toBeDefined()
  })

  it('give way first where a page is still there to ask again', async () => {
    const { one, other, pending } = inTwoTabs()
    await one.put(pending('redirect'))
    for (let count = 0; count < 12; count++) await other.put({ ...pending(`pop-up ${count}`), isAwaited: true })
    expect(await one.find('redirect')).toBeDefined()
    expect(await one.find('pop-up 2')).toBeUndefined()
    expect(await one.find('pop-up 3')).toBeDefined()
  })

  it('are remembered when they have just begun, whatever the others are', async () => {
    const { one, pending } = inTwoTabs()
    for (let count = 0; count < 10; count++) await one.put(pending(`state ${count}`))
    await one.put({ ...pending('pop-up'), isAwaited: true })
    expect(await one.find('pop-up')).toBeDefined()
  })

  it('say so when the store fails', async () => {
    const { one, answered, store, pending } = inTwoTabs()
    store.get = () => Promise.reject(new Error('disk'))
    await expect(one.find('a')).rejects.toMatchObject({ code: 'storage_failed' })
    await expect(answered()).rejects.toMatchObject({ code: 'storage_failed' })
    await expect(one.put(pending('a'))).rejects.toMatchObject({ code: 'storage_failed' })
  })
})
