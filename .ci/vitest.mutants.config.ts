import { defineConfig } from 'vitest/config'

// One project, because stryker knows no others: the tests of core that need neither a browser nor a build.
export const conditions = ['@tessera/source', 'import', 'module', 'node', 'default']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: { include: ['packages/core/src/**/*.test.ts'], exclude: ['**/*.property.test.ts'] },
})
