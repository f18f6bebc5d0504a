import { expect, it } from 'vitest'
import { requests } from './requests.ts'

it('a page asks its authorization server no more often than it may, to sign in, after a reload and to renew', async () => {
  const measured = await requests()
  expect(measured).toHaveLength(4)
  expect(measured.filter(({ budget }) => !budget?.isMet)).toEqual([])
})
