/** The request parameter `authorization_details`: a list of details, in JSON (RFC 9396 §2). The function `authorizationDetails` writes it. */
export type AuthorizationDetailsParameter = `[{${string}}]`

/**
 * What an access token is wanted for: space-separated scopes, a resource indicator (RFC 8707) and authorization details (RFC 9396).
 * Empty: all that the grant gives.
 */
export interface Want {
  readonly scope?: string | undefined
  readonly resource?: string | undefined
  readonly authorizationDetails?: AuthorizationDetailsParameter | undefined
}
