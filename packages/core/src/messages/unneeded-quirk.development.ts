import type { Quirks } from './quirks.js'

const told = new Set<keyof Quirks>()

/** Says once of each quirk that an answer turned out not to need it, where code is built for development. */
export const unneededQuirk = (quirk: keyof Quirks): void => {
  if (told.has(quirk)) return
  told.add(quirk)
  console.warn(`Tessera: the quirk ${quirk} is switched on, and the provider did not need it. See docs/providers.md.`)
}
