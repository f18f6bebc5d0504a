// What a session asks again and again. All of it stands on ky, which is several times as large: loaded one by one, it would spare nothing.
export { discover } from './discovery.js'
export { fetchKeys } from './jwks.js'
export { revokeToken } from './revocation.js'
