import { expect, it } from 'vitest'
import { handedOver, handOver } from './handover.js'

it('an answer is handed over to who waits for its state, and to nobody else', async () => {
  const [mine, theirs] = [handedOver('mine'), handedOver('theirs')]
  void handOver('theirs', 'https://app.example/?state=theirs')
  expect(await theirs.address).toBe('https://app.example/?state=theirs')
  void handOver('mine', 'https://app.example/?state=mine')
  expect(await mine.address).toBe('https://app.example/?state=mine')
  mine.stop()
  theirs.stop()
})
