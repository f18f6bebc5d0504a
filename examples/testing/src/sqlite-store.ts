import { DatabaseSync } from 'node:sqlite'
import type { Store } from '@tessera/core/platform'

/** A store in a database file: a row is replaced only where its version is still the expected one. */
export function sqliteStore(path: string): Store & { close(): void } {
  const database = new DatabaseSync(path)
  database.exec(`
    PRAGMA busy_timeout = 1000;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS entries (key TEXT PRIMARY KEY, version INTEGER NOT NULL, entry TEXT NOT NULL) STRICT;
  `)
  const select = database.prepare('SELECT version, entry FROM entries WHERE key = ?')
  const insert = database.prepare('INSERT INTO entries (key, version, entry) VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
  const update = database.prepare('UPDATE entries SET version = ?, entry = ? WHERE key = ? AND version = ?')
  return {
    get: async key => {
      const row = select.get(key)
      return row && JSON.parse(String(row.entry))
    },
    compareAndSwap: async (key, expected, next) => {
      const { version } = next
      const entry = JSON.stringify(next)
      const { changes } = expected ? update.run(version, entry, key, expected) : insert.run(key, version, entry)
      return changes === 1
    },
    watch: (key, listener) => {
      let seen = select.get(key)?.version
      const look = () => {
        const found = select.get(key)?.version
        if (found === seen) return
        seen = found
        listener()
      }
      const timer = setInterval(look, 50).unref()
      return () => clearInterval(timer)
    },
    close: () => database.close(),
  }
}
