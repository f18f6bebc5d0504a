import type { Stats } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { OAuthError } from '@tessera/core'
import { absent } from './error-codes.js'

/**
 * Throws `storage_failed` where the folder, or the place in it, is of somebody who is neither this user nor root, or is no folder: whoever
 * owns it can put there what we would believe. What is not there yet is of nobody. Root is asked nothing, and nor is Windows, where files
 * have no owner that Node knows.
 */
export async function checkOwners(folder: string, place: string): Promise<void> {
  if (!process.geteuid?.()) return
  // Without a slash at its end, which would hide that it is a link.
  const named = await found(lstat, resolve(folder))
  if (!named) return
  checkOwner(named)
  checkFolder(named.isSymbolicLink() ? await found(stat, folder) : named)
  checkFolder(await found(lstat, place))
}

function checkFolder(seen: Stats | undefined): void {
  if (!seen) return
  checkOwner(seen)
  if (!seen.isDirectory()) throw new OAuthError('storage_failed', { reason: 'no folder' })
}

/** Not by its mode: a volume of a container may be open to everybody and root's, and a user's group may have nobody else in it. */
function checkOwner({ uid }: Stats): void {
  if (uid !== 0 && uid !== process.geteuid?.()) throw new OAuthError('storage_failed', { reason: 'of another user' })
}

function found(look: (path: string) => Promise<Stats>, path: string): Promise<Stats | undefined> {
  return look(path).catch(absent)
}
