import { type PlanName, plans } from './conformance-plans.ts'

/** Modules of a plan that no scenario is for, and what they wait for. To turn one on, write its scenario and take it out here. */
export interface NotOffered {
  readonly plan: PlanName
  readonly modules: readonly string[]
  readonly because: string
}

const ofFapi = (pattern: RegExp) => plans['fapi 2'].modules.filter(name => pattern.test(name))

export const notOffered: readonly NotOffered[] = [
  {
    plan: 'other',
    modules: ['oidcc-client-test-userinfo-bearer-body'],
    because: 'a token travels in the header, which every server has to take (RFC 6750 §2.1); nothing else is planned',
  },
  {
    plan: 'fapi 2',
    modules: ofFapi(/refresh-token-test/),
    because: 'it is for the profile of the banks of Brazil alone',
  },
  {
    plan: 'fapi 2',
    modules: ofFapi(/grant-management/),
    because: 'grant management is no part of the plan of this project',
  },
]
