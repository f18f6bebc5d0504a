import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, watch as watchFolder } from 'node:fs'
import { link, mkdir, open, readdir, readFile, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { OAuthError } from '@tessera/core'
import type { Entry, Store } from '@tessera/core/platform'
import { entryIn } from './entry-text.js'
import { absent, hasCode } from './error-codes.js'
import { checkOwners } from './own-folders.js'

const draftPrefix = 'draft-'
/** No longer than numbers are exact, so that the number tells the name. */
const entryName = /^[1-9]\d{0,14}$/
/** Milliseconds after which nobody is taken to be still at work on a draft. */
const abandoned = 60_000

/**
 * A store for the processes of one machine, in a folder that only its owner may read. Every write of an entry is a new file with the
 * next number, complete and on disk before it has its name, so that no moment in which a process is killed loses or breaks an
 * entry. The folder must be on a local disk that has hard links. What is kept is not encrypted: see `sealedStore`. Throws
 * `invalid_options` when the folder has no name; reads and writes reject with `storage_failed` where it is of another user.
 */
export function fileStore(folder: string): Store {
  // As of a variable that nobody set: tokens would lie wherever the process was started.
  if (!folder) throw new OAuthError('invalid_options', { name: 'folder' })
  const placeOf = (key: string) => join(folder, createHash('sha256').update(key).digest('hex'))
  return {
    get: async key => {
      const place = placeOf(key)
      await checkOwners(folder, place)
      return (await latest(place)).entry
    },
    compareAndSwap: async (key, expected, next) => {
      const place = placeOf(key)
      await checkOwners(folder, place)
      if (!isAt(await latest(place), expected)) return false
      await makeDurably(place)
      await checkOwners(folder, place)
      const draft = join(place, draftPrefix + randomUUID())
      await writeDurably(draft, JSON.stringify(next))
      try {
        const found = await latest(place)
        if (!isAt(found, expected) || !(await claim(draft, join(place, String(found.number + 1))))) return false
        await sync(place)
      } finally {
        await unlink(draft).catch(ignored)
      }
      await tidy(place).catch(ignored)
      return true
    },
    watch: (key, listener) => {
      try {
        return watching(placeOf(key), listener)
      } catch {
        return () => {}
      }
    },
  }
}

interface Found {
  /** 0 where nothing was ever written. */
  readonly number: number
  readonly entry?: Entry
}

/** A file that is gone by the time it is read had been succeeded. */
async function latest(place: string): Promise<Found> {
  for (;;) {
    const number = newestOf((await readdir(place).catch(absent)) ?? [])
    if (number === 0) return { number }
    const text = await readFile(join(place, String(number)), 'utf8').catch(absent)
    if (text !== undefined) return { number, entry: entryIn(text) }
  }
}

function isAt({ entry }: Found, version: number): boolean {
  return (entry?.version ?? 0) === version
}

/** The one step that compares and swaps: the draft gets a name that is free, or none. Says whether it did. */
async function claim(draft: string, name: string): Promise<boolean> {
  try {
    await link(draft, name)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST') || hasCode(error, 'ENOENT')) return false
    throw error
  }
}

/**
 * Removes what has been succeeded, unless somebody is at work who may have seen it as the latest: its number must stay taken for
 * them. Abandoned drafts go first, and without its draft nobody can link. The last but one stays for readers who are listing.
 */
async function tidy(place: string): Promise<void> {
  const numbers = numbersIn(await readdir(place))
  const drafts = (await readdir(place)).filter(name => name.startsWith(draftPrefix)).map(name => join(place, name))
  const ages = await Promise.all(drafts.map(async draft => Date.now() - (await stat(draft)).mtimeMs))
  if (ages.some(age => age < abandoned)) return
  for (const draft of drafts) await unlink(draft)
  const succeeded = numbers.filter(number => number < Math.max(...numbers) - 1)
  for (const number of succeeded) await unlink(join(place, String(number)))
}

function watching(place: string, listener: () => void): () => void {
  mkdirSync(place, { recursive: true, mode: 0o700 })
  let told = newestOf(readdirSync(place))
  const watcher = watchFolder(place, { persistent: false }, (_, name) => {
    const written = newestOf([String(name)])
    if (written <= told) return
    told = written
    listener()
  })
  watcher.on('error', ignored)
  return () => watcher.close()
}

async function makeDurably(place: string): Promise<void> {
  const made = await mkdir(place, { recursive: true, mode: 0o700 })
  if (made === undefined) return
  for (let at = place; at.length >= made.length; at = dirname(at)) await sync(dirname(at))
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Makes the names in a folder durable. Windows does that by itself, and does not open folders. */
async function sync(place: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(place)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function numbersIn(names: readonly string[]): readonly number[] {
  return names.filter(name => entryName.test(name)).map(Number)
}

function newestOf(names: readonly string[]): number {
  return Math.max(0, ...numbersIn(names))
}

function ignored(): void {}
