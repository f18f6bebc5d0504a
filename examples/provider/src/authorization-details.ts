import { isDeepStrictEqual } from 'node:util'
import {
  type AuthorizationDetail,
  type AuthorizationDetailsForIntrospection,
  errors,
  type KoaContextWithOIDC,
  type RichAuthorizationRequestsActiveConfiguration,
} from 'oidc-provider'

type Feature = RichAuthorizationRequestsActiveConfiguration & {
  readonly authorizationDetailsForIntrospection: AuthorizationDetailsForIntrospection
}

/** Payments that a user or a service may be allowed one by one (RFC 9396): to whom, and how much. */
export const authorizationDetails: Feature = {
  enabled: true,
  types: {
    payment: {
      validate(_ctx, { creditor, amount }) {
        if (typeof creditor !== 'string' || typeof amount !== 'number')
          throw new errors.InvalidAuthorizationDetails('a payment has a creditor and an amount')
      },
    },
  },
  authorizationDetailsForGrantSource: ctx => requested(ctx),
  authorizationDetailsForAccessToken: (ctx, _token, source) => {
    const asked = requested(ctx)
    if (source === undefined) return asked
    const granted = source.rar ?? []
    if (asked?.some(detail => !granted.some(other => isDeepStrictEqual(other, detail))))
      throw new errors.InvalidAuthorizationDetails('the user has not allowed this')
    return asked ?? granted
  },
  authorizationDetailsForIntrospection: (_ctx, token) => token.rar,
}

function requested({ oidc }: KoaContextWithOIDC): AuthorizationDetail[] | undefined {
  const said = oidc.params?.authorization_details
  return typeof said === 'string' ? JSON.parse(said) : undefined
}
