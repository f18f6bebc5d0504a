import type { Quirks } from './quirks.js'

/** Told of a quirk that an answer turned out not to need. Says nothing: what does stands in for this in development builds. */
export const unneededQuirk = (_quirk: keyof Quirks): void => {}
