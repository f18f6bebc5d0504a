import { type PlanName, plans } from './conformance-plans.ts'

/** Modules of a plan that no scenario is for, and what they wait for. To turn one on, write its scenario and take it out here. */
export interface NotOffered {
  readonly plan: PlanName
  readonly modules: readonly string[]
  readonly because: string
}

const formPost = 'an answer by `form_post` comes to a server that renders pages, and there is no Auth for one yet'
const ofFapi = (pattern: RegExp) => plans['fapi 2'].modules.filter(name => pattern.test(name))

export const notOffered: readonly NotOffered[] = [
  {
    plan: 'hybrid',
    modules: plans.hybrid.modules,
    because: 'no response type asks for a code and an id_token at once: it waits for hybrid responses with `c_hash`',
  },
  { plan: 'form_post basic', modules: plans['form_post basic'].modules, because: formPost },
  { plan: 'form_post implicit', modules: plans['form_post implicit'].modules, because: formPost },
  { plan: 'form_post hybrid', modules: plans['form_post hybrid'].modules, because: formPost },
  {
    plan: 'other',
    modules: ['oidcc-client-test-form-post-error'],
    because: formPost,
  },
  {
    plan: 'other',
    modules: ['oidcc-client-test-userinfo-bearer-body'],
    because: 'a token travels in the header, which every server has to take (RFC 6750 §2.1); nothing else is planned',
  },
  {
    plan: 'other',
    modules: ['oidcc-client-test-userinfo-signed'],
    because: 'it waits for signed user info; until then it is `userinfo_invalid`',
  },
  {
    plan: 'other',
    modules: ['oidcc-client-test-mtls-endpoint-aliases'],
    because: 'mutual TLS comes with the `fetch` that is passed in, and with it the addresses, given as `server`',
  },
  {
    plan: 'fapi 2',
    modules: ofFapi(/dpop|test-happy-path$/),
    because: 'it waits for DPoP and pushed authorization requests',
  },
  {
    plan: 'fapi 2',
    modules: ofFapi(/refresh-token-test/),
    because: 'it is for the profile of the banks of Brazil alone',
  },
  {
    plan: 'fapi 2',
    modules: ofFapi(/-jarm-/),
    because: 'it waits for JWT responses (JARM)',
  },
  {
    plan: 'fapi 2',
    modules: ofFapi(/mtls/),
    because: 'mutual TLS comes with the `fetch` that is passed in, and with it the addresses, given as `server`',
  },
  {
    plan: 'fapi 2',
    modules: ofFapi(/invalid-alternate-alg/),
    because:
      'RS256 is forbidden in FAPI 2 and usual elsewhere: it waits for a list of algorithms that a client may narrow',
  },
  {
    plan: 'fapi 2',
    modules: ofFapi(/grant-management/),
    because: 'grant management is no part of the plan of this project',
  },
]
