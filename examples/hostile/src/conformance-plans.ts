/** The relying-party modules of a plan of the OpenID conformance suite, each after the name of its plan. */
export interface Plan {
  /** As the suite calls it. */
  readonly plan: string
  readonly modules: readonly string[]
}

const basic = [
  'oidcc-client-test',
  'oidcc-client-test-invalid-iss',
  'oidcc-client-test-missing-sub',
  'oidcc-client-test-invalid-aud',
  'oidcc-client-test-missing-iat',
  'oidcc-client-test-kid-absent-single-jwks',
  'oidcc-client-test-kid-absent-multiple-jwks',
  'oidcc-client-test-idtoken-sig-rs256',
  'oidcc-client-test-idtoken-sig-none',
  'oidcc-client-test-invalid-sig-rs256',
  'oidcc-client-test-userinfo-invalid-sub',
  'oidcc-client-test-nonce-invalid',
  'oidcc-client-test-scope-userinfo-claims',
  'oidcc-client-test-client-secret-basic',
]

const implicit = [
  'oidcc-client-test',
  'oidcc-client-test-invalid-iss',
  'oidcc-client-test-missing-sub',
  'oidcc-client-test-invalid-aud',
  'oidcc-client-test-missing-iat',
  'oidcc-client-test-kid-absent-single-jwks',
  'oidcc-client-test-kid-absent-multiple-jwks',
  'oidcc-client-test-invalid-athash',
  'oidcc-client-test-missing-athash',
  'oidcc-client-test-idtoken-sig-rs256',
  'oidcc-client-test-invalid-sig-rs256',
  'oidcc-client-test-userinfo-invalid-sub',
  'oidcc-client-test-nonce-unless-code-flow',
  'oidcc-client-test-nonce-invalid',
  'oidcc-client-test-scope-userinfo-claims',
]

const hybrid = [
  ...implicit,
  'oidcc-client-test-invalid-chash',
  'oidcc-client-test-missing-chash',
  'oidcc-client-test-client-secret-basic',
]

const fapi = (...names: readonly string[]) => names.map(name => `fapi2-security-profile-final-client-${name}`)

/** The plans for code, implicit, hybrid, form_post and config; the rest of the plan that is for no certificate; FAPI 2. */
export const plans = {
  basic: { plan: 'oidcc-client-basic-certification-test-plan', modules: basic },
  implicit: { plan: 'oidcc-client-implicit-certification-test-plan', modules: implicit },
  hybrid: { plan: 'oidcc-client-hybrid-certification-test-plan', modules: hybrid },
  config: {
    plan: 'oidcc-client-config-certification-test-plan',
    modules: [
      'oidcc-client-test-discovery-openid-config',
      'oidcc-client-test-discovery-jwks-uri-keys',
      'oidcc-client-test-discovery-issuer-mismatch',
      'oidcc-client-test-idtoken-sig-none',
      'oidcc-client-test-signing-key-rotation-just-before-signing',
      'oidcc-client-test-signing-key-rotation',
    ],
  },
  'form_post basic': { plan: 'oidcc-client-formpost-basic-certification-test-plan', modules: basic },
  'form_post implicit': { plan: 'oidcc-client-formpost-implicit-certification-test-plan', modules: implicit },
  'form_post hybrid': { plan: 'oidcc-client-formpost-hybrid-certification-test-plan', modules: hybrid },
  refresh: {
    plan: 'oidcc-client-refreshtoken-test-plan',
    modules: [
      'oidcc-client-test-refresh-token',
      'oidcc-client-test-refresh-token-invalid-issuer',
      'oidcc-client-test-refresh-token-invalid-sub',
      'oidcc-client-test-refresh-token-invalid-aud',
      'oidcc-client-test-refresh-token-invalid-azp',
    ],
  },
  other: {
    plan: 'oidcc-client-test-plan',
    modules: [
      'oidcc-client-test-missing-aud',
      'oidcc-client-test-invalid-sig-es256',
      'oidcc-client-test-invalid-sig-hs256',
      'oidcc-client-test-userinfo-bearer-header',
      'oidcc-client-test-userinfo-bearer-body',
      'oidcc-client-test-aggregated-claims',
      'oidcc-client-test-distributed-claims',
      'oidcc-client-test-form-post-error',
      'oidcc-client-test-mtls-endpoint-aliases',
      'oidcc-client-test-userinfo-signed',
      'oidcc-client-test-ignores-unparseable-key-in-jwks',
    ],
  },
  'fapi 2': {
    plan: 'fapi2-security-profile-final-client-test-plan and fapi2-message-signing-final-client-test-plan',
    modules: fapi(
      'test-happy-path',
      'test-discovery-issuer-mismatch',
      'test-invalid-iss',
      'test-invalid-aud',
      'test-invalid-secondary-aud',
      'test-invalid-null-alg',
      'test-invalid-alternate-alg',
      'test-invalid-expired-exp',
      'test-invalid-missing-exp',
      'test-invalid-missing-aud',
      'test-invalid-missing-iss',
      'test-valid-aud-as-array',
      'test-invalid-nonce',
      'test-invalid-missing-nonce',
      'test-invalid-authorization-response-iss',
      'test-remove-authorization-response-iss',
      'test-ensure-authorization-response-with-invalid-state-fails',
      'test-ensure-authorization-response-with-invalid-missing-state-fails',
      'test-token-endpoint-response-without-expires_in',
      'test-token-type-case-insensitivity',
      'test-rs-dpop-auth-scheme-case-insensitivity',
      'test-happy-path-no-dpop-nonce',
      'test-happy-path-no-mtls-endpoint-aliases',
      'test-ensure-jarm-without-iss-fails',
      'test-ensure-jarm-with-invalid-iss-fails',
      'test-ensure-jarm-without-aud-fails',
      'test-ensure-jarm-with-invalid-aud-fails',
      'test-ensure-jarm-without-exp-fails',
      'test-ensure-jarm-with-expired-exp-fails',
      'test-ensure-jarm-with-invalid-sig-fails',
      'test-ensure-jarm-signature-is-not-none',
      'refresh-token-test',
      'test-grant-management-happy-path',
      'test-grant-management-query-and-revoke',
      'test-grant-management-invalid-grant-id-fails',
    ),
  },
} as const satisfies Readonly<Record<string, Plan>>

export type PlanName = keyof typeof plans
