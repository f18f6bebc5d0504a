import type { PlanName } from '../conformance-plans.ts'
import type { Lies } from '../lies.ts'
import type { Errand, Expected, Scenario } from '../scenario.ts'
import { leftHalf } from '../server.ts'
import { idToken } from './id-token.ts'
import { keys } from './keys.ts'

interface Way {
  readonly plan: PlanName
  readonly errand: Errand
  /** The plan whose lies about id_tokens are told this way, too. */
  readonly like: PlanName
  readonly section: string
}

const hybrid: Way = { plan: 'hybrid', errand: 'sign in, hybrid', like: 'implicit', section: '§3.3.2.12' }
const form: Way = { plan: 'form_post basic', errand: 'sign in, by form', like: 'basic', section: '§3.1.3.7' }
const hybridForm: Way = { ...hybrid, plan: 'form_post hybrid', errand: 'sign in, hybrid by form' }

const truth: Expected = { accepts: { accessToken: 'at1', user: { sub: 'ada' } } }

/** The same lies in another flow. No access token comes with `code id_token`, so that none can be wrong. */
function told({ plan, errand, like, section }: Way): readonly Scenario[] {
  return [...idToken, ...keys].flatMap(scenario => {
    const said = scenario.modules?.filter(name => name.startsWith(`${like}: `) && !name.endsWith('athash')) ?? []
    const modules = said.map(name => `${plan}: ${name.slice(like.length + 2)}` as const)
    if (modules.length === 0) return []
    const { expected, source } = scenario
    const here = {
      expected: 'accepts' in expected ? truth : expected,
      source: source.replace(/§3\.[12]\.[23]\.\d+/, section),
    }
    return [{ ...scenario, ...here, errand, modules, requests: {} }]
  })
}

const one = (
  { errand }: Way,
  does: string,
  lies: Lies,
  expected: Expected,
  source: string,
  ...modules: NonNullable<Scenario['modules']>
): Scenario => ({
  ...{ endpoint: 'authorization', errand, does, lies, expected, source, modules },
  requests: 'rejects' in expected ? { token: 0 } : { token: 1 },
})

const bound = (changed: Readonly<Record<string, unknown>>): Lies => ({ claims: honest => ({ ...honest, ...changed }) })
const wrongHash: Expected = { rejects: 'id_token_invalid', facts: { claim: 'c_hash' } }
const refuses: Lies = {
  response: answer => {
    for (const name of ['code', 'id_token']) answer.delete(name)
    answer.set('error', 'access_denied')
  },
}
const refused: Expected = { rejects: 'authorization_refused', byLuck: 'The token endpoint takes no empty code.' }

/** Answers as a form, and with an id_token beside the code: both for servers that keep sessions, and by hand. */
export const otherWays: readonly Scenario[] = [
  ...[hybrid, form, hybridForm].flatMap(told),
  ...[hybrid, hybridForm].flatMap(way => {
    const module = (name: string) => `${way.plan}: oidcc-client-test-${name}` as const
    return [
      one(
        way,
        'gives a code, and an id_token beside it',
        {},
        truth,
        'OpenID Connect Core §3.3',
        module('client-secret-basic'),
      ),
      one(
        way,
        'binds the id_token to another code',
        bound({ c_hash: leftHalf('another') }),
        wrongHash,
        'OpenID Connect Core §3.3.2.10',
        module('invalid-chash'),
      ),
      one(
        way,
        'binds the id_token to no code',
        bound({ c_hash: undefined }),
        wrongHash,
        'OpenID Connect Core §3.3.2.10',
        module('missing-chash'),
      ),
    ]
  }),
  one(
    hybrid,
    'gives no id_token beside the code',
    { response: answer => answer.delete('id_token') },
    { rejects: 'id_token_missing' },
    'OpenID Connect Core §3.3.2.5',
  ),
  one(
    hybrid,
    'swaps the code',
    { response: answer => answer.set('code', 'stolen') },
    { ...wrongHash, byLuck: 'The token endpoint knows no such code.' },
    'RFC 9700 §4.5, OpenID Connect Core §3.3.2.10',
  ),
  one(hybrid, 'refuses', refuses, refused, 'OpenID Connect Core §3.3.2.6'),
  one(
    form,
    'gives a code in a form',
    {},
    truth,
    'OAuth 2.0 Form Post Response Mode §2',
    'form_post basic: oidcc-client-test',
    'form_post basic: oidcc-client-test-client-secret-basic',
  ),
  one(
    form,
    'refuses in a form',
    refuses,
    refused,
    'OAuth 2.0 Form Post Response Mode §2',
    'other: oidcc-client-test-form-post-error',
  ),
  one(
    form,
    'answers to another state',
    { response: answer => answer.set('state', 'another') },
    { rejects: 'state_unknown' },
    'RFC 9700 §4.7',
  ),
]
