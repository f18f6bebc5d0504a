import { expect, test } from 'vitest'
import type { PlatformName } from '../test-support/device.ts'
import { type Phone, type PhoneOptions, phones } from './phone.ts'

export const platforms: readonly PlatformName[] = ['android', 'ios']

/** Tests that are given a phone each, on which the app has begun. */
export function phoneTests() {
  const start = phones()
  return (options: PhoneOptions) =>
    test.extend('options', options).extend('phone', async ({ options }, { onCleanup }) => {
      const phone = await start(options)
      onCleanup(phone.close)
      await phone.begin()
      return phone
    })
}

/** Begins to sign in, and leaves the answer, a link back to the app, on its way. */
export async function answered(phone: Phone): Promise<string> {
  phone.asking().catch(() => {})
  return phone.authorized()
}

export async function shows({ state }: Phone, text: string): Promise<void> {
  await expect.poll(state, { timeout: 15_000 }).toBe(text)
}

/** Whatever the app does at first is done. */
export async function settled({ page }: Phone): Promise<void> {
  await page.evaluate(() => app.ready())
  await page.evaluate(() => app.ask(1)).catch(() => {})
}

/** The status of the API's answer to somebody who has read the access token, and has nothing else. */
export async function stolen(phone: Phone): Promise<number> {
  const [token] = await phone.ask(1)
  const response = await fetch(`${phone.server.api}/orders`, { headers: { authorization: `Bearer ${token}` } })
  return response.status
}

/** What a method of a plugin does on a phone whose disk is full. */
export function failing(): never {
  throw new Error('The disk is full.')
}
