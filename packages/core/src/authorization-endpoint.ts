export { type AuthorizationParameters, authorizationRequest } from './messages/authorization-request.js'
export {
  type AuthorizationResponse,
  checkResponse,
  parseAuthorizationResponse,
} from './messages/authorization-response.js'
export { pkce } from './messages/pkce.js'
