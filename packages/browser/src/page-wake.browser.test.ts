import { afterEach, expect, it, vi } from 'vitest'
import { pageWake } from './page-wake.js'

afterEach(() => vi.restoreAllMocks())

function listening() {
  const heard: string[] = []
  const stop = pageWake().listen({ asleep: () => heard.push('asleep'), awake: () => heard.push('awake') })
  return { heard, stop }
}

function become(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
}

it('says asleep when the page is hidden, awake when it is seen again', () => {
  const { heard, stop } = listening()
  become(true)
  become(false)
  expect(heard).toEqual(['asleep', 'awake'])
  stop()
})

it.each([
  [
    'frozen and thawed',
    () => document.dispatchEvent(new Event('freeze')),
    () => document.dispatchEvent(new Event('resume')),
  ],
  [
    'put into the back-forward cache and taken out',
    () => dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })),
    () => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })),
  ],
])('says asleep and awake when the page is %s', (_, sleep, wake) => {
  const { heard, stop } = listening()
  sleep()
  expect(heard).toEqual(['asleep'])
  wake()
  expect(heard).toEqual(['asleep', 'awake'])
  stop()
})

it('says awake when the network returns, also to a hidden page', () => {
  const { heard, stop } = listening()
  become(true)
  dispatchEvent(new Event('online'))
  expect(heard).toEqual(['asleep', 'awake'])
  stop()
})

it('says nothing more once stopped, to that listener alone', () => {
  const one = listening()
  const other = listening()
  one.stop()
  one.stop()
  become(true)
  dispatchEvent(new Event('online'))
  expect(one.heard).toEqual([])
  expect(other.heard).toEqual(['asleep', 'awake'])
  other.stop()
})

it('is offline only when the browser is certain', () => {
  const wake = pageWake()
  const onLine = vi.spyOn(navigator, 'onLine', 'get')
  expect(onLine.mockReturnValue(true) && wake.online()).toBe(true)
  expect(onLine.mockReturnValue(false) && wake.online()).toBe(false)
  expect(onLine.mockReturnValue(Object.create(null).nothing) && wake.online()).toBe(true)
})
