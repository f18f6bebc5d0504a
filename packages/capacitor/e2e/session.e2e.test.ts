import { sessionScenarios } from '../../core/test-support/scenarios.ts'
import { type Phone, type PhoneOptions, phones } from './phone.ts'

const phone = phones()

async function begun(options: PhoneOptions): Promise<Phone> {
  const made = await phone(options)
  await made.begin()
  return made
}

sessionScenarios('Android', () => begun({ platform: 'android' }))
sessionScenarios('iOS', () => begun({ platform: 'ios' }))
