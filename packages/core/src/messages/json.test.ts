import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonObject } from './json.js'

it.each([
  [32, true],
  [33, false],
  [100_000, false],
])('objects that lie %i deep are read: %j', (depth, isRead) => {
  const objects = `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`
  const lists = `{"a":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
  for (const text of [objects, lists]) expect(jsonObject(text) !== undefined).toBe(isRead)
})

it('any other object is read as it is, and nothing else is one', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 20 }), text => {
      const value: unknown = JSON.parse(text)
      const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
      expect(jsonObject(text)).toEqual(isObject ? value : undefined)
    }),
  )
})
