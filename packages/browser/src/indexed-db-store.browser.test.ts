import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { storeSuite } from '../../core/test-support/store-suite.js'
import { indexedDbStore } from './indexed-db-store.js'

storeSuite('indexedDbStore', async () => ({ store: indexedDbStore(), sibling: indexedDbStore(), close: forget }))

describe('indexedDbStore', () => {
  const key = 'grant'
  const entry = { version: 1, clear: { state: 'active' }, sealed: { refresh: 'a refresh token' } }

  beforeEach(forget)
  afterEach(() => vi.restoreAllMocks())

  it('touches nothing before it is used', () => {
    const open = vi.spyOn(indexedDB, 'open')
    const channel = vi.spyOn(globalThis, 'BroadcastChannel')
    indexedDbStore()
    expect(open).not.toHaveBeenCalled()
    expect(channel).not.toHaveBeenCalled()
  })

  it('opens one connection, however many ask', async () => {
    const open = vi.spyOn(indexedDB, 'open')
    const store = indexedDbStore()
    await Promise.all([store.get(key), store.get(key), store.compareAndSwap(key, 0, entry)])
    await store.get(key)
    expect(open.mock.calls).toEqual([['tessera', 1]])
  })

  it('asks that what it writes be on disk', async () => {
    const begin = vi.spyOn(IDBDatabase.prototype, 'transaction')
    await indexedDbStore().compareAndSwap(key, 0, entry)
    const writes = begin.mock.calls.filter(([, mode]) => mode === 'readwrite')
    expect(writes).toHaveLength(2)
    for (const [, , options] of writes) expect(options).toEqual({ durability: 'strict' })
  })

  it('agrees with other tabs on one sealing key, even when all make one at the same time', async () => {
    const stores = Array.from({ length: 6 }, () => indexedDbStore())
    await Promise.all(stores.map((store, index) => store.compareAndSwap(`${key} ${index}`, 0, entry)))
    for (const store of stores)
      for (const index of stores.keys()) expect(await store.get(`${key} ${index}`)).toEqual(entry)
  })

  it('keeps no token that can be read as text, and a key that cannot be exported', async () => {
    await indexedDbStore().compareAndSwap(key, 0, entry)
    const kept = await raw(key)
    expect(kept).toMatchObject({ version: 1, clear: { state: 'active' } })
    expect(textIn(kept)).not.toContain('refresh')
    const sealingKey = await raw(0)
    if (!(sealingKey instanceof CryptoKey)) throw new Error('no sealing key')
    expect(sealingKey.extractable).toBe(false)
    await expect(crypto.subtle.exportKey('raw', sealingKey)).rejects.toThrow()
  })

  it('seals the same words differently each time', async () => {
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    const first = textIn(await raw(key))
    await store.compareAndSwap(key, 1, entry)
    expect(textIn(await raw(key))).not.toBe(first)
  })

  it.each([
    ['was altered', { ...entry, iv: new ArrayBuffer(12), sealed: new ArrayBuffer(40) }],
    ['is of a kind it does not know', { ...entry, sealed: 'sealed otherwise' }],
    ['is missing', { version: 1, clear: entry.clear }],
  ])('says that what was sealed is undefined when it %s', async (_, kept) => {
    const store = indexedDbStore()
    await store.get(key)
    await raw(key, kept)
    expect(await store.get(key)).toEqual({ version: 1, clear: entry.clear, sealed: undefined })
    expect(await store.compareAndSwap(key, 1, { ...entry, version: 2 })).toBe(true)
    expect(await store.get(key)).toEqual({ ...entry, version: 2 })
  })

  it('does not open under one name what was sealed under another', async () => {
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    await raw('another grant', await raw(key))
    expect(await store.get('another grant')).toEqual({ ...entry, sealed: undefined })
  })

  it('says that what was sealed is undefined when the sealing key is gone', async () => {
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    await raw(0, await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']))
    expect(await store.get(key)).toEqual({ ...entry, sealed: undefined })
  })

  it('does not mistake a failing database for a lost seal', async () => {
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    const get = IDBObjectStore.prototype.get
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (this: IDBObjectStore, query) {
      if (query === 0) this.transaction.abort()
      return get.call(this, query)
    })
    await expect(store.get(key)).rejects.toThrow()
    vi.restoreAllMocks()
    expect(await store.get(key)).toEqual(entry)
  })

  it('makes way when the database is deleted, and begins anew', async () => {
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    await forget()
    expect(await store.get(key)).toBeUndefined()
    expect(await store.compareAndSwap(key, 0, entry)).toBe(true)
    expect(await indexedDbStore().get(key)).toEqual(entry)
  })

  it('makes way for a database of a later version, which it then refuses to touch', async () => {
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    const later = await opened(2)
    await expect(store.get(key)).rejects.toMatchObject({ name: 'VersionError' })
    later.close()
  })

  it('opens a new connection when the last one was lost', async () => {
    const open = vi.spyOn(indexedDB, 'open')
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    const [first] = open.mock.results
    if (first?.type !== 'return') throw new Error('nothing was opened')
    first.value.result.close()
    expect(await Promise.all([store.get(key), store.get(key)])).toEqual([entry, entry])
    expect(await store.compareAndSwap(key, 1, { ...entry, version: 2 })).toBe(true)
  })

  it('reads once more, on a new connection, when a transaction fails: some browsers lose one without closing it', async () => {
    const open = vi.spyOn(indexedDB, 'open')
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    const get = IDBObjectStore.prototype.get
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementationOnce(function (this: IDBObjectStore, query) {
      const request = get.call(this, query)
      this.transaction.abort()
      return request
    })
    expect(open).toHaveBeenCalledTimes(1)
    expect(await store.get(key)).toEqual(entry)
    expect(open).toHaveBeenCalledTimes(2)
  })

  it('says so once when the database never opens', async () => {
    const open = vi.spyOn(indexedDB, 'open').mockReturnValue(Object.create(null))
    vi.useFakeTimers({ toFake: ['setTimeout'] })
    const reading = expect(indexedDbStore().get(key)).rejects.toMatchObject({
      code: 'storage_failed',
      facts: { reason: 'blocked' },
    })
    await vi.advanceTimersByTimeAsync(10_000)
    vi.useRealTimers()
    await reading
    expect(open).toHaveBeenCalledTimes(1)
  })

  it('rejects when the database cannot be opened, and opens it once it can', async () => {
    const refused = new DOMException('denied', 'SecurityError')
    const store = indexedDbStore()
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw refused
    })
    await expect(store.get(key)).rejects.toBe(refused)
    await expect(store.compareAndSwap(key, 0, entry)).rejects.toBe(refused)
    vi.restoreAllMocks()
    expect(await store.compareAndSwap(key, 0, entry)).toBe(true)
  })

  it('rejects when a write fails, and has changed nothing and told nobody', async () => {
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    const told = vi.fn()
    const stop = indexedDbStore().watch(key, told)
    const put = IDBObjectStore.prototype.put
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, value, at) {
      const request = put.call(this, value, at)
      this.transaction.abort()
      return request
    })
    await expect(store.compareAndSwap(key, 1, { ...entry, version: 2 })).rejects.toSatisfy(() => true)
    vi.restoreAllMocks()
    expect(await store.get(key)).toEqual(entry)
    expect(told).not.toHaveBeenCalled()
    expect(await store.compareAndSwap(key, 1, { ...entry, version: 2 })).toBe(true)
    await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(1))
    stop()
  })

  it('needs a secure context, and says so', async () => {
    vi.spyOn(crypto, 'subtle', 'get').mockReturnValue(Object.create(null, {}).nothing)
    const store = indexedDbStore()
    await expect(store.get(key)).rejects.toMatchObject({ code: 'insecure_context' })
    await expect(store.compareAndSwap(key, 0, entry)).rejects.toMatchObject({ code: 'insecure_context' })
  })

  it('writes also where there is no BroadcastChannel, and tells nobody', async () => {
    vi.stubGlobal('BroadcastChannel', undefined)
    const told = vi.fn()
    const store = indexedDbStore()
    const stop = store.watch(key, told)
    expect(await store.compareAndSwap(key, 0, entry)).toBe(true)
    stop()
    vi.unstubAllGlobals()
    expect(told).not.toHaveBeenCalled()
  })

  it('tells on a channel named after the schema, and holds it open for watchers only', async () => {
    const close = vi.spyOn(BroadcastChannel.prototype, 'close')
    const heard: unknown[] = []
    const listening = new BroadcastChannel('tessera.1')
    listening.onmessage = ({ data }) => heard.push(data)
    const store = indexedDbStore()
    await store.compareAndSwap(key, 0, entry)
    await vi.waitFor(() => expect(heard).toEqual([{ key }]))
    expect(close).toHaveBeenCalledTimes(1)
    store.watch(key, () => {})()
    expect(close).toHaveBeenCalledTimes(2)
    listening.close()
  })
})

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Never returns where somebody holds on to the database. */
async function forget(): Promise<void> {
  await settled(indexedDB.deleteDatabase('tessera'))
}

/** The same. */
function opened(version?: number): Promise<IDBDatabase> {
  return settled(indexedDB.open('tessera', version))
}

/** What lies in the database under the key, after putting something there. */
async function raw(key: IDBValidKey, value?: unknown): Promise<unknown> {
  const database = await opened()
  const entries = database.transaction('entries', 'readwrite').objectStore('entries')
  if (value !== undefined) entries.put(value, key)
  const found: unknown = await settled(entries.get(key))
  database.close()
  return found
}

function textIn(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part instanceof ArrayBuffer ? String.fromCharCode(...new Uint8Array(part)) : part,
  )
}
