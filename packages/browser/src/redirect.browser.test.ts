import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { redirect } from './redirect.js'

describe('redirect', () => {
  let before: string
  beforeEach(() => {
    before = location.href
    history.replaceState({ scroll: 7 }, '')
  })
  afterEach(() => history.replaceState(null, '', before))

  it('goes to the authorization request, and waits for an answer that this page never gets', async () => {
    const settled = vi.fn()
    void redirect().open('#request').then(settled, settled)
    expect(location.hash).toBe('#request')
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))
    await Promise.resolve()
    expect(settled).not.toHaveBeenCalled()
  })

  it('fails when the user comes back to this very page instead', async () => {
    const answer = redirect().open('#request')
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    await expect(answer).rejects.toMatchObject({ code: 'sign_in_cancelled' })
  })

  it('fails when there is no going there', async () => {
    await expect(redirect().open('https://[')).rejects.toMatchObject({ name: 'SyntaxError' })
  })
})
