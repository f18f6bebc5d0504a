export { type HandClock, handClock } from '../../core/test-support/hand-clock.js'
export {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  authorizationServer,
} from './authorization-server.js'
export { leaving } from './leaving.js'
export type { AccessToken, Granted } from './server/access-tokens.js'
export type { TestClient } from './server/clients.js'
export type { Counters } from './server/counters.js'
export type { SigningAlgorithm } from './server/keys.js'
export type { TestUser } from './server/users.js'
export type { Visitor } from './server/visitor.js'
export { type TestAuth, type TestAuthOptions, testAuth } from './test-auth.js'
