import type { Entry, Store } from '@tessera/core/platform'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

/** A store to be tested, and a second view of the same entries, as another realm has it. */
export interface StoreUnderTest {
  readonly store: Store
  readonly sibling: Store
  /** Runs after each test. */
  close(): void | Promise<void>
}

const entry = (version: number, word = `word ${version}`): Entry => ({ version, clear: { word }, sealed: { word } })

/** What every store promises. */
export function storeSuite(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`${name} is a store that`, () => {
    let made: StoreUnderTest
    let store: Store
    let sibling: Store
    let key: string

    beforeEach(async () => {
      made = await makeStore()
      store = made.store
      sibling = made.sibling
      key = `grant ${crypto.randomUUID()}`
    })

    afterEach(() => made.close())

    it('answers undefined for what was never written', async () => {
      expect(await store.get(key)).toBeUndefined()
    })

    it('writes only when the version is the expected one', async () => {
      expect(await store.compareAndSwap(key, 1, entry(2))).toBe(false)
      expect(await store.get(key)).toBeUndefined()
      expect(await store.compareAndSwap(key, 0, entry(1))).toBe(true)
      expect(await store.compareAndSwap(key, 0, entry(1, 'late'))).toBe(false)
      expect(await store.compareAndSwap(key, 2, entry(3, 'early'))).toBe(false)
      expect(await store.get(key)).toEqual(entry(1))
      expect(await store.compareAndSwap(key, 1, entry(7))).toBe(true)
      expect(await store.get(key)).toEqual(entry(7))
    })

    it('shows a sibling what was written, as soon as it says so', async () => {
      for (let version = 0; version < 20; version++) {
        const [writer, reader] = version % 2 ? [store, sibling] : [sibling, store]
        expect(await writer.compareAndSwap(key, version, entry(version + 1))).toBe(true)
        expect(await reader.get(key)).toEqual(entry(version + 1))
      }
    })

    it('lets exactly one of two racing writers win', async () => {
      for (let version = 0; version < 20; version++) {
        const won = await Promise.all([
          store.compareAndSwap(key, version, entry(version + 1, 'mine')),
          sibling.compareAndSwap(key, version, entry(version + 1, 'theirs')),
        ])
        expect(won.filter(Boolean)).toHaveLength(1)
        expect(await store.get(key)).toEqual(entry(version + 1, won[0] ? 'mine' : 'theirs'))
      }
    })

    it('lets exactly one of many racing writers win', async () => {
      const writers = Array.from({ length: 25 }, (_, index) =>
        (index % 2 ? store : sibling).compareAndSwap(key, 0, entry(1, `writer ${index}`)),
      )
      const won = await Promise.all(writers)
      expect(won.filter(Boolean)).toHaveLength(1)
      expect(await sibling.get(key)).toEqual(entry(1, `writer ${won.indexOf(true)}`))
    })

    it('gives back what was kept in the clear', async () => {
      for (const [index, clear] of [...plainData, 'word'].entries()) {
        await store.compareAndSwap(`${key} ${index}`, 0, { version: 1, clear, sealed: 'word' })
        expect((await sibling.get(`${key} ${index}`))?.clear).toStrictEqual(clear)
      }
    })

    it('gives back what was sealed', async () => {
      for (const [index, sealed] of plainData.entries()) {
        await store.compareAndSwap(`${key} ${index}`, 0, { version: 1, clear: 'word', sealed })
        expect((await sibling.get(`${key} ${index}`))?.sealed).toStrictEqual(sealed)
      }
    })

    it('keeps versions as large as the time in milliseconds', async () => {
      const now = Date.now()
      await store.compareAndSwap(key, 0, entry(now))
      expect(await sibling.compareAndSwap(key, now, entry(now + 1))).toBe(true)
      expect((await store.get(key))?.version).toBe(now + 1)
    })

    it('keeps what is under one key from what is under another', async () => {
      await store.compareAndSwap(key, 0, entry(1))
      await store.compareAndSwap(`${key} `, 0, entry(5))
      expect(await sibling.get(key)).toEqual(entry(1))
      expect(await sibling.get(`${key} `)).toEqual(entry(5))
    })

    it('takes any text for a key', async () => {
      const keys = ['', '0', '__proto__', '../..', 'a\u0000b', 'ключ 🔑', 'k'.repeat(500)].map(end => `${key}/${end}`)
      for (const [index, odd] of keys.entries()) await store.compareAndSwap(odd, 0, entry(index + 1))
      for (const [index, odd] of keys.entries()) expect(await sibling.get(odd)).toEqual(entry(index + 1))
    })

    it('is not changed by changing what it was given or what it gave', async () => {
      const clear = { list: [1] }
      await store.compareAndSwap(key, 0, { version: 1, clear, sealed: clear })
      clear.list.push(2)
      const got = await store.get(key)
      for (const part of [got?.clear, got?.sealed])
        if (part instanceof Object && 'list' in part && Array.isArray(part.list)) Reflect.set(part.list, 1, 3)
      expect(await store.get(key)).toEqual({ version: 1, clear: { list: [1] }, sealed: { list: [1] } })
    })

    it("tells a watcher of a sibling's write, after it can be read", async () => {
      const seen: unknown[] = []
      const stop = store.watch(key, () => void store.get(key).then(found => seen.push(found)))
      await sibling.compareAndSwap(key, 0, entry(1))
      await vi.waitFor(() => expect(seen).toContainEqual(entry(1)))
      await sibling.compareAndSwap(key, 1, entry(2))
      await vi.waitFor(() => expect(seen).toContainEqual(entry(2)))
      stop()
    })

    it('tells every watcher of a key, and those of other keys nothing', async () => {
      const told = [vi.fn(), vi.fn(), vi.fn()] as const
      const other = vi.fn()
      const stops = [
        store.watch(`${key} other`, other),
        store.watch(key, told[0]),
        store.watch(key, told[1]),
        store.watch(key, told[2]),
      ]
      await sibling.compareAndSwap(key, 0, entry(1))
      await vi.waitFor(() => expect(told.every(listener => listener.mock.calls.length > 0)).toBe(true))
      expect(other).not.toHaveBeenCalled()
      for (const stop of stops) stop()
    })

    it('tells nobody of a write that did not happen, nor who has stopped watching', async () => {
      const stopped = vi.fn()
      const listening = vi.fn()
      const stops = [store.watch(key, stopped), store.watch(key, listening)]
      stops[0]?.()
      await sibling.compareAndSwap(key, 9, entry(10))
      await sibling.compareAndSwap(key, 0, entry(1))
      await vi.waitFor(() => expect(listening).toHaveBeenCalled())
      expect(listening).toHaveBeenCalledTimes(1)
      expect(stopped).not.toHaveBeenCalled()
      stops[1]?.()
      stops[1]?.()
    })
  })
}

const plainData: readonly unknown[] = [
  'word',
  '',
  0,
  -1.5,
  Number.MAX_SAFE_INTEGER,
  true,
  false,
  null,
  [],
  {},
  [[[]], [null], [{ a: [] }]],
  { '': 1, 'a b': { 'ключ 🔑': 'слово' }, toString: 'x' },
  '\u0000\u2028\ud83d\ude00"\\',
  'long'.repeat(50_000),
]
