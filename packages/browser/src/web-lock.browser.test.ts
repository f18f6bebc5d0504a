import { memoryStore } from '@tessera/core/platform'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { lockSuite } from '../../core/test-support/lock-suite.js'
import { indexedDbStore } from './indexed-db-store.js'
import { webLock } from './web-lock.js'

lockSuite('webLock', async () => ({ lock: webLock(memoryStore()), sibling: webLock(memoryStore()), close: () => {} }))

describe('webLock without Web Locks', () => {
  lockSuite('its substitute over IndexedDB', async () => {
    const missing = vi.spyOn(navigator, 'locks', 'get').mockReturnValue(Object.create(null).nothing)
    const [lock, sibling] = [webLock(indexedDbStore()), webLock(indexedDbStore())]
    return { lock, sibling, close: () => missing.mockRestore() }
  })
})

describe('webLock', () => {
  const unhandled = vi.fn((event: PromiseRejectionEvent) => event.preventDefault())

  afterEach(() => {
    removeEventListener('unhandledrejection', unhandled)
    vi.restoreAllMocks()
  })

  it('is held under its own name, where other code of the origin can see it', async () => {
    const release = await webLock(memoryStore()).acquire('tessera.1 grant', 1_000)
    const { held } = await navigator.locks.query()
    expect(held?.map(({ name, mode }) => [name, mode])).toEqual([['tessera.1 grant', 'exclusive']])
    release?.()
    await vi.waitFor(async () => expect((await navigator.locks.query()).held).toEqual([]))
  })

  it('leaves no unhandled rejection behind when it is displaced or patience ends', async () => {
    addEventListener('unhandledrejection', unhandled)
    const lock = webLock(memoryStore())
    await lock.acquire('displaced', 1_000)
    expect(await lock.acquire('displaced', 10)).toBeUndefined()
    const release = await lock.acquire('displaced', 1_000, true)
    const again = await lock.acquire('displaced', 1_000, true)
    release?.()
    again?.()
    await (await lock.acquire('displaced', 60_000))?.()
    // Rejections are reported in a task of their own, before this one.
    await new Promise(resolve => setTimeout(resolve))
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('rejects when the browser refuses locks altogether', async () => {
    const refused = new DOMException('denied', 'SecurityError')
    vi.spyOn(navigator.locks, 'request').mockRejectedValue(refused)
    await expect(webLock(memoryStore()).acquire('name', 1_000)).rejects.toBe(refused)
  })
})
