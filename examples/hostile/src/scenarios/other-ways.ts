import type { PlanName } from '../conformance-plans.ts'
import type { Lies } from '../lies.ts'
import type { Errand, Expected, Scenario } from '../scenario.ts'
import { leftHalf } from '../server.ts'
import { idToken } from './id-token.ts'
import { keys } from './keys.ts'

interface Way {
  readonly plan: PlanName
  readonly errand: Errand
  /** The plan whose lies about id_tokens are told this way, too: all of them, or those that end so. */
  readonly like: PlanName
  readonly only: RegExp
  /** Where OpenID Connect Core has the rules of this way, if not where that plan has them. */
  readonly section?: string
  readonly truth: Expected
}

const truth: Expected = { accepts: { accessToken: 'at1', user: { sub: 'ada' } } }
const aboutToken = /athash$/
const others = /(?<!athash)$/

const form: Way = {
  ...{ plan: 'form_post basic', errand: 'sign in, by form', like: 'basic', only: others, truth },
}
const implicitForm: Way = {
  ...{ plan: 'form_post implicit', errand: 'sign in, implicit by form', like: 'implicit', only: /$/ },
  truth: { accepts: { accessToken: 'at-shown', user: { sub: 'ada' } } },
}
const hybrid: Way = {
  ...{ plan: 'hybrid', errand: 'sign in, hybrid', like: 'implicit', only: others, section: '§3.3.2.12', truth },
}
const hybridForm: Way = { ...hybrid, plan: 'form_post hybrid', errand: 'sign in, hybrid by form' }
/** Beside the code and the id_token. What else may be wrong with these two is told without it. */
const withToken = { only: aboutToken, section: '§3.3.2.9' }
const hybridWithToken: Way = { ...hybrid, ...withToken, errand: 'sign in, hybrid with a token' }
const hybridFormWithToken: Way = { ...hybridForm, ...withToken, errand: 'sign in, hybrid with a token by form' }

/** The same lies in another flow. */
function told({ plan, errand, like, only, section, truth }: Way): readonly Scenario[] {
  return [...idToken, ...keys].flatMap(scenario => {
    const said = scenario.modules?.filter(name => name.startsWith(`${like}: `) && only.test(name)) ?? []
    const modules = said.map(name => `${plan}: ${name.slice(like.length + 2)}` as const)
    if (modules.length === 0) return []
    const { does, expected, source } = scenario
    const here = {
      does: errand.endsWith('by form') ? does.replace('the fragment’s', 'the form’s') : does,
      expected: 'accepts' in expected ? truth : expected,
      source: section === undefined ? source : source.replace(/§3\.[12]\.[23]\.\d+/, section),
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
  ...[hybrid, hybridWithToken, form, implicitForm, hybridForm, hybridFormWithToken].flatMap(told),
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
  ...[hybridWithToken, hybridFormWithToken].flatMap(way => [
    one(way, 'gives an access token as well', {}, truth, 'OpenID Connect Core §3.3.3.8'),
    one(
      way,
      'swaps the access token',
      { response: answer => answer.set('access_token', 'stolen') },
      { rejects: 'id_token_invalid', facts: { claim: 'at_hash' } },
      'OpenID Connect Core §3.3.2.9',
    ),
  ]),
  one(
    implicitForm,
    'swaps the access token',
    { response: answer => answer.set('access_token', 'stolen') },
    { rejects: 'id_token_invalid', facts: { claim: 'at_hash' } },
    'OpenID Connect Core §3.2.2.9',
  ),
  one(
    implicitForm,
    'answers to another state',
    { response: answer => answer.set('state', 'another') },
    { rejects: 'state_unknown' },
    'RFC 9700 §4.7',
  ),
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
