import { env } from 'node:process'
import type { Engine } from './driven-browser.ts'
import { drivenChromium, drivenFirefox } from './puppeteer.ts'
import { drivenWebKit } from './webkit.ts'

/** In CI all have to be there: `.ci/run` installs them. */
export const engines: readonly Engine[] = [drivenChromium, drivenFirefox, drivenWebKit]

for (const { name, isHere } of engines) {
  if (!isHere && env.CI) throw new Error(`No ${name} was found, and CI may not go without.`)
  if (!isHere) console.warn(`No ${name} was found: its tests are SKIPPED.`)
}
