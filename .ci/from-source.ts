// Lets Node run the packages from their sources: `./x.js` is `./x.ts` there.
import { existsSync, readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { sabotage, sabotaged } from './sabotage.ts'

registerHooks({
  resolve(specifier, context, next) {
    if (/^\.{1,2}\/.*\.js$/.test(specifier) && context.parentURL) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL)
      if (existsSync(fileURLToPath(source))) return next(source.href, context)
    }
    return next(specifier, context)
  },
  load(url, context, next) {
    if (!sabotage || !url.includes('/core/src/session/')) return next(url, context)
    const source = sabotaged(readFileSync(fileURLToPath(url), 'utf8'), url, sabotage)
    return { format: 'module-typescript', source, shortCircuit: true }
  },
})
