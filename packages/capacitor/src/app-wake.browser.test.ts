import { afterEach, expect, it, vi } from 'vitest'
import { webView } from '../test-support/web-view.js'

const phone = webView('ios')
const { appWake } = await import('./app-wake.js')

afterEach(() => vi.restoreAllMocks())

async function listening() {
  const heard: string[] = []
  const stop = appWake().listen({ asleep: () => heard.push('asleep'), awake: () => heard.push('awake') })
  await vi.waitFor(() => expect(phone.listeners.resume).toBeGreaterThan(0))
  return { heard, stop }
}

it('says asleep when another app comes to the front, awake when this one is back', async () => {
  const { heard, stop } = await listening()
  phone.isActive = false
  await vi.waitFor(() => expect(heard).toEqual(['asleep', 'asleep']))
  phone.isActive = true
  await vi.waitFor(() => expect(heard).toEqual(['asleep', 'asleep', 'awake', 'awake']))
  stop()
})

it('says awake when the network returns', async () => {
  const { heard, stop } = await listening()
  dispatchEvent(new Event('online'))
  expect(heard).toEqual(['awake'])
  stop()
})

it('leaves no listener behind', async () => {
  const { heard, stop } = await listening()
  stop()
  await vi.waitFor(() => expect(phone.listeners).toEqual({}))
  dispatchEvent(new Event('online'))
  phone.isActive = false
  expect(heard).toEqual([])
})

it('is offline only when the system is certain', () => {
  const onLine = vi.spyOn(navigator, 'onLine', 'get')
  expect(onLine.mockReturnValue(true) && appWake().online()).toBe(true)
  expect(onLine.mockReturnValue(false) && appWake().online()).toBe(false)
})
