import { chmodSync, lchownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fileStore } from './file-store.js'

const entry = { version: 1, clear: 'word', sealed: 'secret' }
const ofAnother = { code: 'storage_failed', facts: { reason: 'of another user' } }
const noFolder = { code: 'storage_failed', facts: { reason: 'no folder' } }
const [service, another] = [54_321, 54_322]
let parent: string
let folder: string

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'tessera-owners-'))
  folder = join(parent, 'tokens')
})
afterEach(() => rmSync(parent, { recursive: true }))

it.skipIf(!process.geteuid)(
  'a fileStore believes nobody’s folder but its user’s and root’s, and writes to none',
  async () => {
    await fileStore(folder).compareAndSwap('key', 0, entry)
    if (process.geteuid?.() === 0) lchownSync(folder, another, another)
    vi.spyOn(process, 'geteuid').mockReturnValue(service)
    await expect(fileStore(folder).get('key')).rejects.toMatchObject(ofAnother)
    await expect(fileStore(folder).compareAndSwap('key', 1, entry)).rejects.toMatchObject(ofAnother)
    vi.restoreAllMocks()
  },
)

/** Only root can give files away. */
describe.skipIf(process.geteuid?.() !== 0)('the folder of a fileStore', () => {
  beforeEach(() => {
    vi.spyOn(process, 'geteuid').mockReturnValue(service)
  })
  afterEach(() => {
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  /** Where the only entry is. */
  function place(): string {
    return join(folder, String(readdirSync(folder)[0]))
  }

  async function written(): Promise<void> {
    await fileStore(folder).compareAndSwap('key', 0, entry)
  }

  async function expectRefused(expected: object, at = folder): Promise<void> {
    const store = fileStore(at)
    await expect(store.get('key')).rejects.toMatchObject(expected)
    await expect(store.compareAndSwap('key', 0, entry)).rejects.toMatchObject(expected)
    await expect(store.compareAndSwap('key', 1, { ...entry, version: 2 })).rejects.toMatchObject(expected)
  }

  it.each([service, 0])('is believed and written to where it is of the user %i, this one or root', async owner => {
    await written()
    for (const path of [folder, place()]) lchownSync(path, owner, owner)
    const store = fileStore(folder)
    expect(await store.get('key')).toEqual(entry)
    expect(await store.compareAndSwap('key', 1, { ...entry, version: 2 })).toBe(true)
  })

  it('may be open to everybody, as a volume is, or to the user’s group', async () => {
    for (const mode of [0o777, 0o775]) {
      mkdirSync(folder, { recursive: true })
      chmodSync(folder, mode)
      await written()
      expect(await fileStore(folder).get('key')).toEqual(entry)
    }
  })

  it('is neither believed nor written to where another user made it first', async () => {
    await written()
    lchownSync(folder, another, another)
    await expectRefused(ofAnother)
    expect(readdirSync(place())).toEqual(['1'])
  })

  it('gets nothing, not even an empty place, where another user made it first', async () => {
    mkdirSync(folder)
    lchownSync(folder, another, another)
    await expectRefused(ofAnother)
    expect(readdirSync(folder)).toEqual([])
  })

  it('holds no place that another user made in it', async () => {
    await written()
    lchownSync(place(), another, another)
    await expectRefused(ofAnother)
    expect(readdirSync(place())).toEqual(['1'])
  })

  it('is looked at again each time: somebody may have put another one there', async () => {
    const store = fileStore(folder)
    await store.compareAndSwap('key', 0, entry)
    expect(await store.get('key')).toEqual(entry)
    lchownSync(folder, another, another)
    await expect(store.get('key')).rejects.toMatchObject(ofAnother)
  })

  it('may be a link that this user or root made, but not one of another user', async () => {
    await written()
    const link = join(parent, 'link')
    symlinkSync(folder, link)
    expect(await fileStore(link).get('key')).toEqual(entry)
    lchownSync(link, another, another)
    for (const at of [link, `${link}/`]) await expectRefused(ofAnother, at)
  })

  it('is looked at where a link leads to it', async () => {
    await written()
    lchownSync(folder, another, another)
    const link = join(parent, 'link')
    symlinkSync(folder, link)
    await expectRefused(ofAnother, link)
  })

  it('holds no place that is a link or a file', async () => {
    await written()
    const name = place()
    rmSync(name, { recursive: true })
    const elsewhere = join(parent, 'elsewhere')
    mkdirSync(elsewhere)
    symlinkSync(elsewhere, name)
    await expectRefused(noFolder)
    expect(readdirSync(elsewhere)).toEqual([])
    rmSync(name)
    writeFileSync(name, '')
    await expectRefused(noFolder)
  })

  it.each([
    ['root', () => vi.spyOn(process, 'geteuid').mockReturnValue(0)],
    [
      'a user without a number',
      () => vi.stubGlobal('process', Object.create(process, { geteuid: { value: undefined } })),
    ],
  ])('may be of anybody to %s', async (_, become) => {
    await written()
    for (const path of [folder, place()]) lchownSync(path, another, another)
    become()
    expect(await fileStore(folder).get('key')).toEqual(entry)
  })
})
