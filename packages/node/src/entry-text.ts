import { OAuthError } from '@tessera/core'
import type { Entry } from '@tessera/core/platform'

/** The entry in a text. Throws `storage_failed`, without the parser's own words: they quote what could not be read. */
export function entryIn(text: string): Entry {
  try {
    return JSON.parse(text)
  } catch {
    throw new OAuthError('storage_failed', { reason: 'unreadable' })
  }
}
