import type { Lies } from '../lies.ts'
import type { Errand, Expected, Module, Scenario } from '../scenario.ts'
import { leftHalf } from '../server.ts'
import { type Claims, signedWithASecret, signedWithThePublicKey, signers, unsigned } from '../signers.ts'

const found = { status: 'signed-in' }
const section = 'OpenID Connect Core §3.1.3.7'

function wrong(claim: string): Expected {
  return { rejects: 'id_token_invalid', facts: { claim } }
}

/** The claims with some of them changed; `undefined` leaves one out. */
const claims = (changed: Claims): Lies => ({ claims: honest => ({ ...honest, ...changed }) })
const changing = (change: (honest: Claims) => Claims): Lies => ({
  claims: honest => ({ ...honest, ...change(honest) }),
})
const later = (member: string, seconds: number): Lies =>
  changing(honest => ({ [member]: Number(honest.iat) + seconds }))

const one = (
  errand: Errand,
  does: string,
  lies: Lies,
  expected: Expected,
  source: string,
  modules: readonly Module[] = [],
): Scenario => ({
  endpoint: errand === 'sign in, implicit' ? 'authorization' : 'token',
  ...{ errand, does, lies, expected, source, modules },
})

/** By a code and in a fragment: the same id_token, and the same answer to it. `module` without its beginning. */
const both = (
  does: string,
  lies: Lies,
  expected: Expected,
  source: string,
  module?: string,
  fapi?: string,
): readonly Scenario[] => [
  one('sign in', does, lies, expected, source, [
    ...(module ? [`basic: oidcc-client-test-${module}` as const] : []),
    ...(fapi ? [`fapi 2: fapi2-security-profile-final-client-test-${fapi}` as const] : []),
  ]),
  one(
    'sign in, implicit',
    does,
    lies,
    expected,
    source.replace('§3.1.3.7', '§3.2.2.11'),
    module ? [`implicit: oidcc-client-test-${module}`] : [],
  ),
]

export const idToken: readonly Scenario[] = [
  one('sign in, implicit', 'tells the truth', {}, { accepts: found }, 'OpenID Connect Core §3.2', [
    'implicit: oidcc-client-test',
    'implicit: oidcc-client-test-nonce-unless-code-flow',
  ]),
  ...both('signs with RS256', {}, { accepts: found }, section, 'idtoken-sig-rs256'),
  ...both(
    'lets another issuer speak',
    claims({ iss: 'https://evil.example' }),
    wrong('iss'),
    section,
    'invalid-iss',
    'invalid-iss',
  ),
  ...both('lets nobody speak', claims({ iss: undefined }), wrong('iss'), section, undefined, 'invalid-missing-iss'),
  ...both('names nobody', claims({ sub: undefined }), wrong('sub'), section, 'missing-sub'),
  ...both('names a number', claims({ sub: 7 }), wrong('sub'), 'OpenID Connect Core §2'),
  ...both('speaks to another client', claims({ aud: 'another' }), wrong('aud'), section, 'invalid-aud', 'invalid-aud'),
  one('sign in', 'speaks to nobody', claims({ aud: undefined }), wrong('aud'), section, [
    'other: oidcc-client-test-missing-aud',
    'fapi 2: fapi2-security-profile-final-client-test-invalid-missing-aud',
  ]),
  one('sign in', 'speaks to this client in a list', claims({ aud: ['web'] }), { accepts: found }, section, [
    'fapi 2: fapi2-security-profile-final-client-test-valid-aud-as-array',
  ]),
  one('sign in', 'speaks to another client as well', claims({ aud: ['web', 'another'] }), wrong('azp'), section, [
    'fapi 2: fapi2-security-profile-final-client-test-invalid-secondary-aud',
  ]),
  one(
    'sign in',
    'speaks to two and authorizes this one',
    claims({ aud: ['web', 'another'], azp: 'web' }),
    { accepts: found },
    section,
  ),
  ...both('authorizes another client', claims({ azp: 'another' }), wrong('azp'), section),
  ...both('does not say since when', claims({ iat: undefined }), wrong('iat'), section, 'missing-iat'),
  one('sign in', 'does not say until when', claims({ exp: undefined }), wrong('exp'), section, [
    'fapi 2: fapi2-security-profile-final-client-test-invalid-missing-exp',
  ]),
  one(
    'sign in',
    'spells until when as a text',
    changing(({ exp }) => ({ exp: `${exp}` })),
    wrong('exp'),
    'RFC 7519 §4.1.4',
  ),
  ...both('gives one that has ended', later('exp', -301), wrong('exp'), section, undefined, 'invalid-expired-exp'),
  one(
    'sign in',
    'gives one that is not valid before an hour has gone',
    later('nbf', 3_600),
    wrong('nbf'),
    'RFC 7519 §4.1.5',
  ),
  ...both(
    'repeats another nonce',
    claims({ nonce: 'another' }),
    wrong('nonce'),
    section,
    'nonce-invalid',
    'invalid-nonce',
  ),
  ...both(
    'repeats no nonce',
    claims({ nonce: undefined }),
    wrong('nonce'),
    section,
    undefined,
    'invalid-missing-nonce',
  ),
  ...both(
    'signs with a key that is not its own',
    { sign: signers.stranger.sign },
    wrong('signature'),
    section,
    'invalid-sig-rs256',
  ),
  one(
    'sign in',
    'signs ES256 with a key that is not its own',
    { jwks: [{ ...signers.elliptic.jwk }], sign: signers.ellipticStranger.sign },
    wrong('signature'),
    section,
    ['other: oidcc-client-test-invalid-sig-es256'],
  ),
  one(
    'sign in, registered for RS256',
    'signs ES256 with a key of its own',
    { jwks: [{ ...signers.usual.jwk }, { ...signers.elliptic.jwk }], sign: signers.elliptic.sign },
    wrong('signature'),
    section,
    ['fapi 2: fapi2-security-profile-final-client-test-invalid-alternate-alg'],
  ),
  one('sign in', 'does not sign', { sign: unsigned }, wrong('signature'), section, [
    'basic: oidcc-client-test-idtoken-sig-none',
    'config: oidcc-client-test-idtoken-sig-none',
    'fapi 2: fapi2-security-profile-final-client-test-invalid-null-alg',
  ]),
  one('sign in, implicit', 'does not sign', { sign: unsigned }, wrong('signature'), 'OpenID Connect Core §3.2.2.11'),
  one('exchange a code', 'signs HS256 with a secret', { sign: signedWithASecret }, wrong('signature'), section, [
    'other: oidcc-client-test-invalid-sig-hs256',
  ]),
  ...both(
    'signs HS256 with its public key for a secret',
    { sign: signedWithThePublicKey },
    wrong('signature'),
    'RFC 8725 §2.1 and §3.1',
  ),
  one(
    'sign in',
    'brings the key along in the header',
    { sign: claims => signers.stranger.sign(claims, { jwk: signers.stranger.jwk }) },
    wrong('signature'),
    'RFC 8725 §3.10',
  ),
  one(
    'sign in',
    'says in the header where to fetch the key',
    { sign: claims => signers.next.sign(claims, { jku: 'https://evil.example/keys', kid: 'k1' }) },
    wrong('signature'),
    'RFC 8725 §3.10',
  ),
  one(
    'sign in',
    'says that an unknown extension is critical',
    { sign: claims => signers.usual.sign(claims, { crit: ['shoe'], shoe: 43 }) },
    wrong('signature'),
    'RFC 7515 §4.1.11',
  ),
  one('sign in', 'gives a text that is no JWT', { sign: async () => 'e30.e30' }, wrong('signature'), 'RFC 7519 §7.2'),
  one(
    'sign in',
    'names two users, the right one last',
    { sign: claims => signers.usual.signText(JSON.stringify(claims).replace('{', '{"sub":"eve",')) },
    { accepts: { user: { sub: 'ada' } } },
    'RFC 7519 §4: the last claim counts',
  ),
  one(
    'sign in',
    'nests a hundred thousand objects in a claim',
    {
      sign: claims =>
        signers.usual.signText(
          `${JSON.stringify(claims).slice(0, -1)},"deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
        ),
    },
    wrong('payload'),
    'RFC 8259 §9',
  ),
  one(
    'sign in',
    'names a claim __proto__',
    { sign: claims => signers.usual.signText(JSON.stringify(claims).replace('{', '{"__proto__":{"admin":true},')) },
    { accepts: found },
    'RFC 8259 §4',
  ),
  one(
    'sign in',
    'binds it to another access token',
    claims({ at_hash: leftHalf('another') }),
    wrong('at_hash'),
    'OpenID Connect Core §3.1.3.8',
  ),
  one(
    'sign in, implicit',
    'binds it to another access token',
    claims({ at_hash: leftHalf('another') }),
    wrong('at_hash'),
    'OpenID Connect Core §3.2.2.9',
    ['implicit: oidcc-client-test-invalid-athash'],
  ),
  one(
    'sign in, implicit',
    'binds it to no access token',
    claims({ at_hash: undefined }),
    wrong('at_hash'),
    'OpenID Connect Core §3.2.2.9',
    ['implicit: oidcc-client-test-missing-athash'],
  ),
  one(
    'exchange a code',
    'signed the user in a day ago',
    later('auth_time', -86_400),
    wrong('auth_time'),
    'OpenID Connect Core §3.1.2.1',
  ),
  one(
    'exchange a code',
    'signed the user in a minute longer ago than the hour that was asked for',
    later('auth_time', -3_660),
    wrong('auth_time'),
    'OpenID Connect Core §3.1.2.1, docs/decisions/0014',
  ),
  one(
    'exchange a code',
    'has a clock ten minutes ahead, and signed the user in just now',
    { ahead: 600_000 },
    { accepts: { user: { sub: 'ada' } } },
    'docs/decisions/0014',
  ),
  one(
    'exchange a code',
    'does not say when the user signed in',
    claims({ auth_time: undefined }),
    wrong('auth_time'),
    'OpenID Connect Core §3.1.2.1',
  ),
  one('sign in', 'has a clock ten minutes ahead', { ahead: 600_000 }, { accepts: found }, 'RFC 7519 §4.1.6'),
  one('sign in, implicit', 'has a clock ten minutes ahead', { ahead: 600_000 }, { accepts: found }, 'RFC 7519 §4.1.6'),
  one(
    'sign in',
    'has a clock a day behind, and tells the time',
    { ahead: -86_400_000, tellsDate: true },
    { accepts: found },
    'RFC 7519 §4.1.4, RFC 9110 §6.6.1',
  ),
  ...both(
    'has a clock a day behind, and does not tell the time',
    { ahead: -86_400_000 },
    { accepts: found },
    'docs/decisions/0014',
  ),
  ...both(
    'has a clock two days behind, and does not tell the time',
    { ahead: -172_800_000 },
    wrong('exp'),
    'RFC 7519 §4.1.4',
  ),
  ...both(
    'has a clock a day behind, and gives an id_token that had ended when it was made',
    { ...later('exp', -301), ahead: -86_400_000 },
    wrong('exp'),
    'RFC 7519 §4.1.4',
  ),
  one(
    'sign in',
    'tells the time, and dates its id_token two days ahead of it',
    { ...later('iat', 172_800), tellsDate: true },
    wrong('iat'),
    'RFC 7519 §4.1.6',
  ),
  one(
    'sign in',
    'dates its id_token in milliseconds',
    changing(({ iat, exp }) => ({ iat: Number(iat) * 1000, exp: Number(exp) * 1000 })),
    wrong('iat'),
    'RFC 7519 §2',
  ),
  one(
    'use a password',
    'has a clock a day behind, and does not tell the time',
    { ahead: -86_400_000 },
    wrong('exp'),
    'RFC 7519 §4.1.4',
  ),
  one(
    'use a password',
    'has a clock a day behind, and tells the time',
    { ahead: -86_400_000, tellsDate: true },
    { accepts: { user: { sub: 'ada' } } },
    'RFC 7519 §4.1.4, RFC 9110 §6.6.1',
  ),
  one(
    'renew',
    'has a clock a day behind, tells the time, and has a new name for the user',
    { ahead: -86_400_000, tellsDate: true, ...claims({ name: 'Ada Lovelace' }) },
    { accepts: { user: { name: 'Ada Lovelace' } } },
    'RFC 7519 §4.1.4, RFC 9110 §6.6.1',
  ),
]
