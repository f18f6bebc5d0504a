import type { Visit } from './database.js'

/** What is found under the key, or else what is made now. Of several tabs that make one, the first wins. */
export async function keptOnce<T>(
  visit: Visit,
  at: IDBValidKey,
  isWanted: (found: unknown) => found is T,
  make: () => Promise<T>,
  made?: T,
): Promise<T> {
  const found = await visit(at, made && (before => !isWanted(before) && made))
  if (isWanted(found)) return found
  return made ?? keptOnce(visit, at, isWanted, make, await make())
}
