export { authorizationRequest } from './messages/authorization-request.js'
export { checkResponse, parseAuthorizationResponse } from './messages/authorization-response.js'
export { pkce } from './messages/pkce.js'
