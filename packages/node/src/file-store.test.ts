import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, watch, writeFileSync } from 'node:fs'
import { link, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { systemClock } from '@tessera/core/platform'
import { lockSuite, storeSuite } from '@tessera/testing/suites'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fileStore } from './file-store.js'
import { sharedLock } from './shared-lock.js'

// Both do what they always do, but for what a test lets happen just before.
vi.mock('node:fs', { spy: true })
vi.mock('node:fs/promises', { spy: true })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-store-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

storeSuite('fileStore', async () => ({ store: fileStore(folder), sibling: fileStore(folder), close: () => {} }))

lockSuite('the lock over a fileStore', async () => {
  const lock = sharedLock(fileStore(folder), systemClock)
  return { lock, sibling: sharedLock(fileStore(folder), systemClock), close: () => {} }
})

describe('fileStore', () => {
  const entry = (version: number) => ({ version, clear: 'word', sealed: 'secret' })

  /** Where the only entry is. */
  function place(): string {
    return join(folder, String(readdirSync(folder)[0]))
  }

  it('lets nobody but its owner read', async () => {
    await fileStore(folder).compareAndSwap('key', 0, entry(1))
    expect(statSync(place()).mode & 0o777).toBe(0o700)
    expect(statSync(join(place(), '1')).mode & 0o777).toBe(0o600)
  })

  it('quotes nothing of an entry that cannot be read', async () => {
    await fileStore(folder).compareAndSwap('key', 0, entry(1))
    writeFileSync(join(place(), '1'), '{"sealed":{"refresh":a refresh token"}}')
    const failure = await fileStore(folder)
      .get('key')
      .catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'storage_failed', facts: { reason: 'unreadable' } })
    expect(inspect(failure, { showHidden: true })).not.toContain('a refresh')
  })

  it('lets nobody but its owner read what is watched before it is written', () => {
    fileStore(folder).watch('key', () => {})()
    expect(statSync(place()).mode & 0o777).toBe(0o700)
  })

  it('keeps no more files than it needs', async () => {
    const store = fileStore(folder)
    for (let version = 0; version < 20; version++) await store.compareAndSwap('key', version, entry(version + 1))
    expect(readdirSync(place()).toSorted()).toEqual(['19', '20'])
  })

  it('takes no number again that a writer who stands still may have in mind', async () => {
    const store = fileStore(folder)
    await store.compareAndSwap('key', 0, entry(1))
    writeFileSync(join(place(), 'draft-of-another'), '')
    for (let version = 1; version < 6; version++) await store.compareAndSwap('key', version, entry(version + 1))
    expect(readdirSync(place()).toSorted()).toEqual(['1', '2', '3', '4', '5', '6', 'draft-of-another'])
  })

  it('removes what a killed process left, its secrets included', async () => {
    const store = fileStore(folder)
    await store.compareAndSwap('key', 0, entry(1))
    const draft = join(place(), 'draft-of-the-dead')
    writeFileSync(draft, 'secret')
    utimesSync(draft, 0, 0)
    await store.compareAndSwap('key', 1, entry(2))
    expect(readdirSync(place()).toSorted()).toEqual(['1', '2'])
  })

  it('tells a writer that slept until its draft was taken for abandoned that it did not write', async () => {
    const [store, sibling] = [fileStore(folder), fileStore(folder)]
    await store.compareAndSwap('key', 0, entry(1))
    vi.mocked(link).mockImplementationOnce(async (draft, name) => {
      utimesSync(draft, 0, 0)
      expect(await sibling.compareAndSwap('key', 1, entry(2))).toBe(true)
      await link(draft, name)
    })
    expect(await store.compareAndSwap('key', 1, entry(3))).toBe(false)
    expect(await store.get('key')).toEqual(entry(2))
  })

  it('gives a reader what is there, also where it was written twice since the reader looked', async () => {
    const [store, sibling] = [fileStore(folder), fileStore(folder)]
    await store.compareAndSwap('key', 0, entry(1))
    vi.mocked(readFile).mockImplementationOnce(async (...asked) => {
      for (const version of [1, 2]) await sibling.compareAndSwap('key', version, entry(version + 1))
      return readFile(...asked)
    })
    expect(await store.get('key')).toEqual(entry(3))
  })

  it('keeps no process alive by watching, and ends none when watching fails', () => {
    const stop = fileStore(folder).watch('key', () => {})
    const fleeting = expect.objectContaining({ persistent: false })
    expect(watch).toHaveBeenLastCalledWith(place(), fleeting, expect.any(Function))
    const watcher = vi.mocked(watch).mock.results.at(-1)?.value
    expect(watcher.emit('error', new Error('EPERM'))).toBe(true)
    stop()
  })

  it('keeps nothing in a folder that nobody named', () => {
    const expected = { code: 'invalid_options', facts: { name: 'folder' } }
    expect(() => fileStore('')).toThrow(expect.objectContaining(expected))
  })

  it.each(['1e3', '0x10', '09', '1.5', '99999999999999999999'])('takes no file called %s for an entry', async name => {
    const store = fileStore(folder)
    await store.compareAndSwap('key', 0, entry(1))
    writeFileSync(join(place(), name), JSON.stringify(entry(9)))
    expect(await store.get('key')).toEqual(entry(1))
    expect(await store.compareAndSwap('key', 1, entry(2))).toBe(true)
    expect(await store.get('key')).toEqual(entry(2))
  })

  it('rejects where it cannot write or read', async () => {
    writeFileSync(join(folder, 'a file'), '')
    const store = fileStore(join(folder, 'a file'))
    await expect(store.compareAndSwap('key', 0, entry(1))).rejects.toThrow()
    await expect(store.get('key')).rejects.toThrow()
    store.watch('key', () => {})()
  })
})
