export { type AuthorizationParameters, authorizationRequest } from './messages/authorization-request.js'
export {
  type AuthorizationResponse,
  type CodeResponse,
  checkResponse,
  type ErrorResponse,
  type ExpectedResponse,
  parseAuthorizationResponse,
  type ResponsePlace,
  type TokensResponse,
} from './messages/authorization-response.js'
export { type Pkce, pkce } from './messages/pkce.js'
