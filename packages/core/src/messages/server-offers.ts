import { isStrings, type JsonObject } from './json.js'

/** What a metadata document says that its server can do (RFC 8414 §2). A member is absent where it says nothing that can be read. */
export interface ServerOffers {
  readonly grants?: readonly string[] | undefined
  readonly responseTypes?: readonly string[] | undefined
  readonly challengeMethods?: readonly string[] | undefined
  readonly authenticationMethods?: readonly string[] | undefined
  readonly idTokenAlgorithms?: readonly string[] | undefined
  readonly proofAlgorithms?: readonly string[] | undefined
}

export function serverOffers(json: JsonObject): ServerOffers {
  return {
    grants: strings(json.grant_types_supported),
    responseTypes: strings(json.response_types_supported),
    challengeMethods: strings(json.code_challenge_methods_supported),
    authenticationMethods: strings(json.token_endpoint_auth_methods_supported),
    idTokenAlgorithms: strings(json.id_token_signing_alg_values_supported),
    proofAlgorithms: strings(json.dpop_signing_alg_values_supported),
  }
}

function strings(value: unknown): readonly string[] | undefined {
  return isStrings(value) ? value : undefined
}
