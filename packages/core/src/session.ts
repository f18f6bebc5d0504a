export { secureUrl } from './secure-url.js'
export { type EndReason, type GrantRecord, type Secrets, type Wanted, wanted } from './session/grant-record.js'
export { type KnownGrant, knownGrant } from './session/known-grant.js'
export { type Obtain, type Outcome, outcomeOf, type Send } from './session/obtain.js'
export { inOneFlight } from './session/one-flight.js'
export {
  type DeclaredResource,
  declaredResources,
  type Resource,
  type Resources,
  wantNamed,
} from './session/resources.js'
export { type Rotation, rotation } from './session/rotation.js'
export { type TokenOptions, type TokenSource, tokenSource } from './session/token-source.js'
export { type WholeGrant, wholeGrant } from './session/whole-grant.js'
export type { Want } from './want.js'
