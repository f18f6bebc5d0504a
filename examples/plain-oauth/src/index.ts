export { type RunningPlainOAuth, startPlainOAuth } from './plain-oauth.ts'
