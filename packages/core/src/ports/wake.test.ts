import { expect, it, vi } from 'vitest'
import { alwaysAwake } from './wake.js'

it('alwaysAwake is online and never says that it slept', () => {
  const on = { asleep: vi.fn(), awake: vi.fn() }
  alwaysAwake.listen(on)()
  expect(alwaysAwake.online()).toBe(true)
  expect(on.asleep).not.toHaveBeenCalled()
  expect(on.awake).not.toHaveBeenCalled()
})
