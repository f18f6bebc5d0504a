// What another authorization server among the examples has in common with this one.
export type { AccessTokenCheck } from './access-token-check.ts'
export { countTokenRequest, type Tally } from './counters.ts'
export { errorPage } from './error-page.ts'
export { loginPage } from './login-page.ts'
export { allowPages, ordersApi } from './orders-api.ts'
export { serverFrame } from './running-server.ts'
export { signIn, userOf } from './users.ts'
