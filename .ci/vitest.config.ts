import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { msw } from 'msw/vite'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { chromium } from './chromium.ts'

// Tests run from the source: no build is needed, and siblings are measured by coverage too.
const conditions = ['@tessera/source', 'import', 'module', 'default']
const inBrowser = ['{packages,examples}/**/*.browser.test.{ts,tsx}']
const endToEnd = ['{packages,examples}/**/*.e2e.test.ts', '.ci/*.e2e.test.ts']
const found = await chromium()
if (!found && process.env.CI)
  throw new Error('No Chromium was found, and CI may not go without: name one with CHROMIUM_PATH.')
if (!found) console.warn('No Chromium was found: the tests in browsers are SKIPPED. Name one with CHROMIUM_PATH.')

const node: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'node',
    include: ['{packages,examples}/**/*.test.{ts,tsx}', '.ci/*.test.ts'],
    exclude: ['**/node_modules/**', ...inBrowser, ...endToEnd],
    // Only ends what hangs: some start servers, beside others that do.
    testTimeout: 20_000,
  },
}

const browser = browserProject('browser', inBrowser)

// The tests of the hooks once more, with the oldest React that is promised.
const react18 = browserProject('react-18', ['packages/react/src/*.browser.test.tsx'], {
  react: folderOf('react-18'),
  'react-dom': folderOf('react-dom-18'),
})

function browserProject(
  name: string,
  include: string[],
  alias: Record<string, string> = {},
): TestProjectInlineConfiguration {
  return {
    extends: true,
    // Each its own, for what is found before the first test runs is not the same.
    cacheDir: `.cache/vite-${name}`,
    resolve: { alias },
    // Serves the worker that answers the requests of a page in its place.
    plugins: [msw({ mode: 'worker-only' })],
    // Found before the first test runs: a page that reloads for a new one would run its tests twice.
    optimizeDeps: { entries: include },
    test: {
      name,
      include,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: found ?? {} }),
        instances: [{ browser: 'chromium' }],
      },
    },
  }
}

function folderOf(dependency: string): string {
  return fileURLToPath(new URL(`../packages/react/node_modules/${dependency}`, import.meta.url))
}

// Two files at once: they start servers and browsers, and most of what they do is waiting for one of these.
const e2e: TestProjectInlineConfiguration = {
  extends: true,
  test: {
    name: 'e2e',
    setupFiles: ['.ci/browsers.setup.ts'],
    include: endToEnd,
    sequence: { groupOrder: 1 },
    testTimeout: 180_000,
    hookTimeout: 60_000,
    // Only ends what hangs: a second is not long where everything else wants the processors, too.
    expect: { poll: { timeout: 20_000 } },
    maxWorkers: 2,
  },
}

// Left to itself, vitest keeps a processor for other things: of two, that is half.
const maxWorkers = Math.max(2, availableParallelism())

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  cacheDir: '.cache/vite',
  resolve: { conditions: [...conditions, 'browser'] },
  ssr: { resolve: { conditions: [...conditions, 'node'] } },
  test: {
    retry: 0,
    maxWorkers,
    setupFiles: ['.ci/secrets.setup.ts'],
    globalSetup: ['.ci/secrets.teardown.ts'],
    fsModuleCache: true,
    projects: found ? [node, browser, react18, e2e] : [node],
  },
})
