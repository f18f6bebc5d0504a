// Before each file of tests. What was secret in it must not be found in what was said in it.
import { afterAll, afterEach, expect } from 'vitest'
import type { WatchCounts } from './secret-watch.ts'
import { suiteWatch } from './suite-watch.ts'
import { watchRealm } from './watch-realm.ts'

declare module 'vitest' {
  interface TaskMeta {
    watched?: WatchCounts
  }
}

watchRealm(suiteWatch)

afterEach(({ task }) => {
  task.file.meta.watched = suiteWatch.counts()
})
afterAll(() => {
  expect(suiteWatch.leaks(), 'Something secret was said').toEqual([])
})
