export { type PlainOAuthOptions, type RunningPlainOAuth, startPlainOAuth } from './plain-oauth.ts'
