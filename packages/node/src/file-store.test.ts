import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@tessera/core/platform'
import { lockSuite, storeSuite } from '@tessera/testing/suites'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fileStore } from './file-store.js'
import { sharedLock } from './shared-lock.js'

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

  it('keeps nothing in a folder that nobody named', () => {
    const expected = { code: 'invalid_options', facts: { name: 'folder' } }
    expect(() => fileStore('')).toThrow(expect.objectContaining(expected))
  })

  it('rejects where it cannot write or read', async () => {
    writeFileSync(join(folder, 'a file'), '')
    const store = fileStore(join(folder, 'a file'))
    await expect(store.compareAndSwap('key', 0, entry(1))).rejects.toThrow()
    await expect(store.get('key')).rejects.toThrow()
    store.watch('key', () => {})()
  })
})
