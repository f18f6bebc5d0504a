import type { ErrorCode } from '@tessera/core'
import { html, says } from '../answers.ts'
import type { Lies } from '../lies.ts'
import type { Endpoint, Errand, Module, Scenario } from '../scenario.ts'
import { type Claims, type Sign, signedWithThePublicKey, signers, unsigned } from '../signers.ts'

const at = (endpoint: Endpoint, errand: Errand, section: string, code: ErrorCode) => ({
  accepts: (does: string, lies: Lies, accepts: Claims, source = section, more: Partial<Scenario> = {}): Scenario => ({
    ...{ endpoint, errand, does, lies, expected: { accepts }, source, ...more },
  }),
  rejects: (does: string, lies: Lies, claim: string, source = section, modules: readonly Module[] = []): Scenario => {
    const facts = claim === 'unsigned' ? { reason: claim } : claim ? { claim } : {}
    return { endpoint, errand, does, lies, expected: { rejects: code, facts }, source, modules }
  },
})

const introspection = at('introspection', 'introspect, signed', 'RFC 9701 §5', 'introspection_invalid')
const userinfo = at('userinfo', 'ask who the user is, signed', 'OpenID Connect Core §5.3.2', 'userinfo_invalid')
const response = at('authorization', 'sign in, signed answer', 'JARM §2.4', 'authorization_response_invalid')

const claims = (changed: Claims): Lies => ({ answer: honest => ({ ...honest, ...changed }) })
const later = (member: string, seconds: number): Lies => ({
  answer: honest => ({ ...honest, [member]: Number(honest[member]) + seconds }),
})
const typed =
  (typ: string): Sign =>
  payload =>
    signers.usual.sign(payload, { typ })
const evil = 'https://evil.example'
const fapi = (name: string): readonly Module[] => [
  `fapi 2: fapi2-security-profile-final-client-test-ensure-jarm-${name}`,
]

/** Nobody who can be trusted signed it. */
const forged: readonly (readonly [string, Sign, string])[] = [
  ['signs with a key that is not its own', signers.stranger.sign, 'RFC 7515 §5.2'],
  ['does not sign', unsigned, 'RFC 8725 §3.1'],
  ['signs HS256 with its public key for a secret', signedWithThePublicKey, 'RFC 8725 §2.1'],
  [
    'brings the key along in the header',
    payload => signers.stranger.sign(payload, { jwk: signers.stranger.jwk }),
    'RFC 8725 §3.10',
  ],
]

const rotated: Lies = { jwks: [{ ...signers.next.jwk }], signAnswer: signers.next.sign }

export const signedIntrospection: readonly Scenario[] = [
  introspection.accepts('knows the token', {}, { active: true, subject: 'ada' }),
  introspection.accepts(
    'knows it no more, and tells all about it',
    claims({ token_introspection: { active: false, sub: 'ada' } }),
    { active: false },
  ),
  introspection.rejects('answers without a signature', { introspection: says({ active: true }) }, 'unsigned'),
  introspection.rejects('gives what it says to another resource server', claims({ aud: 'another' }), 'aud'),
  introspection.rejects('does not say whom it tells', claims({ aud: undefined }), 'aud'),
  introspection.rejects('lets another server speak', claims({ iss: evil }), 'iss'),
  introspection.rejects('repeats an answer from an hour ago', later('iat', -3_600), 'iat', 'RFC 9701 §8.1'),
  introspection.rejects('does not say when', claims({ iat: undefined }), 'iat'),
  introspection.rejects(
    'passes an access token off as an answer',
    { signAnswer: typed('at+jwt') },
    'typ',
    'RFC 9701 §8.1, RFC 8725 §3.11',
  ),
  introspection.rejects('passes an id_token off as an answer', { signAnswer: typed('JWT') }, 'typ', 'RFC 9701 §8.1'),
  introspection.rejects('says nothing of the token', claims({ token_introspection: undefined }), 'token_introspection'),
  introspection.rejects(
    'says active as a text',
    claims({ token_introspection: { active: 'true' } }),
    '',
    'RFC 7662 §2.2',
  ),
  ...forged.map(([does, signAnswer, source]) => introspection.rejects(does, { signAnswer }, 'signature', source)),
  {
    ...introspection.rejects('shows a page instead', { introspection: html }, 'signature'),
    expected: { rejects: 'introspection_invalid', byLuck: 'It cannot parse the answer.' },
  },
]

export const signedUserinfo: readonly Scenario[] = [
  userinfo.accepts('tells of the user', {}, { sub: 'ada', name: 'Ada' }, undefined, {
    modules: ['other: oidcc-client-test-userinfo-signed'],
  }),
  userinfo.accepts('has changed its keys', rotated, { sub: 'ada' }, 'OpenID Connect Core §10.1.1', {
    requests: { keys: 1 },
  }),
  userinfo.rejects('answers without a signature', { userinfo: says({ sub: 'ada' }) }, 'unsigned'),
  userinfo.rejects('tells another client', claims({ aud: 'another' }), 'aud'),
  userinfo.rejects('lets another server speak', claims({ iss: evil }), 'iss'),
  userinfo.rejects('does not say who speaks', claims({ iss: undefined }), 'iss'),
  userinfo.rejects('tells of another user', claims({ sub: 'eve' }), ''),
  userinfo.rejects('names a number', claims({ sub: 7 }), ''),
  ...forged.map(([does, signAnswer, source]) => userinfo.rejects(does, { signAnswer }, 'signature', source)),
  {
    ...userinfo.rejects(
      'encrypts it, which nobody asked for',
      { userinfo: () => new Response('e30.e30.e30.e30.e30') },
      'signature',
      'RFC 7516 §3.1',
    ),
  },
]

/** What is signed is wrong as it would be without a signature. */
function refused(does: string, changed: Claims, rejects: ErrorCode, modules: readonly Module[] = []): Scenario {
  const byLuck = 'error' in changed ? { byLuck: 'The token endpoint takes no empty code.' } : {}
  return { ...response.rejects(does, claims(changed), '', undefined, modules), expected: { rejects, ...byLuck } }
}

const signedIn = { status: 'signed-in' }

export const signedResponse: readonly Scenario[] = [
  response.accepts('signs what it answers', {}, signedIn),
  response.accepts(
    'has changed its keys since',
    { ...rotated, sign: signers.next.sign },
    signedIn,
    'OpenID Connect Core §10.1.1',
  ),
  response.accepts('says it to a list of clients', claims({ aud: ['web', 'another'] }), signedIn),
  response.accepts(
    'puts another code beside it',
    { beside: said => said.set('code', 'stolen') },
    signedIn,
    'JARM §2.4: what is not signed is not read',
  ),
  ...[
    response.rejects(
      'speaks to another client',
      claims({ aud: 'another' }),
      'aud',
      undefined,
      fapi('with-invalid-aud-fails'),
    ),
    response.rejects('speaks to nobody', claims({ aud: undefined }), 'aud', undefined, fapi('without-aud-fails')),
    response.rejects('repeats an old answer', later('exp', -901), 'exp', undefined, fapi('with-expired-exp-fails')),
    response.rejects(
      'does not say until when',
      claims({ exp: undefined }),
      'exp',
      undefined,
      fapi('without-exp-fails'),
    ),
  ],
  ...forged.map(([does, signAnswer, source], nth) =>
    response.rejects(
      does,
      { signAnswer },
      'signature',
      source,
      nth > 1 ? [] : fapi(nth === 0 ? 'with-invalid-sig-fails' : 'signature-is-not-none'),
    ),
  ),
  response.rejects(
    'answers twice',
    { beside: said => said.append('response', said.get('response') ?? '') },
    '',
    'RFC 6749 §3.1',
  ),
  response.rejects(
    'does not sign its answer',
    {
      beside: (said, answer) => {
        said.delete('response')
        for (const [name, value] of answer) said.set(name, value)
      },
    },
    'unsigned',
  ),
  refused('lets another server speak', { iss: evil }, 'issuer_mismatch', fapi('with-invalid-iss-fails')),
  refused('does not say who speaks', { iss: undefined }, 'issuer_mismatch', fapi('without-iss-fails')),
  refused('signs another state', { state: 'another' }, 'state_unknown'),
  refused('signs no state', { state: undefined }, 'state_unknown'),
  refused('signs a refusal', { code: undefined, error: 'access_denied' }, 'authorization_refused'),
]
