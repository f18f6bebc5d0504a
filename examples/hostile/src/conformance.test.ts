import { describe, expect, it } from 'vitest'
import { type PlanName, plans } from './conformance-plans.ts'
import { notOffered } from './not-offered.ts'
import { scenarios } from './scenarios.ts'

const isPlan = (name: string): name is PlanName => name in plans
const names = Object.keys(plans).filter(isPlan)
const lived = scenarios.flatMap(({ modules = [] }) => modules)
const waiting = notOffered.flatMap(({ plan, modules }) => modules.map(module => `${plan}: ${module}`))

describe('Every module of the OpenID plans for relying parties', () => {
  it.each(names)('%s has its scenario, or waits for something', plan => {
    for (const module of plans[plan].modules) {
      const name = `${plan}: ${module}`
      expect([name, lived.some(one => one === name) || waiting.includes(name)]).toEqual([name, true])
    }
  })

  it('has a name that the suite knows', () => {
    const known = names.flatMap(plan => plans[plan].modules.map(module => `${plan}: ${module}`))
    for (const name of [...lived, ...waiting]) expect(known).toContain(name)
  })

  it('does not wait for what is there', () => {
    for (const name of waiting) expect(lived).not.toContain(name)
  })
})
