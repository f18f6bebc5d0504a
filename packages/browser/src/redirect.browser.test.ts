import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { handClock } from '../../core/test-support/hand-clock.js'
import { redirect } from './redirect.js'

const cancelled = { code: 'sign_in_cancelled' }

describe('redirect', () => {
  let before: string
  beforeEach(() => {
    before = location.href
    history.replaceState({ scroll: 7 }, '')
  })
  afterEach(() => history.replaceState(null, '', before))

  /** A page on its way to the authorization server. */
  function leaving() {
    const { clock, advance } = handClock()
    const settled = vi.fn()
    const answer = redirect(clock).open('#request')
    answer.then(settled, settled)
    return { answer, settled, advance }
  }

  it('goes to the authorization request, and waits for an answer that this page never gets', async () => {
    const { settled, advance } = leaving()
    expect(location.hash).toBe('#request')
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))
    await advance(29_999)
    expect(settled).not.toHaveBeenCalled()
  })

  it('fails when the user comes back to this very page instead', async () => {
    const { answer } = leaving()
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    await expect(answer).rejects.toMatchObject(cancelled)
  })

  it.each(['pointerdown', 'keydown'])(
    'fails when the user is still here, but not for the same click: %s',
    async type => {
      const { answer, settled, advance } = leaving()
      await advance(1_999)
      document.body.dispatchEvent(new Event(type))
      await advance(1)
      expect(settled).not.toHaveBeenCalled()
      document.body.dispatchEvent(new Event(type))
      await expect(answer).rejects.toMatchObject(cancelled)
    },
  )

  it('fails when the page has not left after half a minute', async () => {
    const { answer, advance } = leaving()
    await advance(30_000)
    await expect(answer).rejects.toMatchObject(cancelled)
  })

  it('fails when there is no going there', async () => {
    await expect(redirect().open('https://[')).rejects.toMatchObject({ name: 'SyntaxError' })
  })
})
