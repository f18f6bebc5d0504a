import { isOAuthError } from '@tessera/browser'
import axios from 'axios'
import { api, auth } from './auth.ts'
import type { Orders } from './orders.ts'

const client = axios.create({ baseURL: api, adapter: 'fetch', env: { fetch: auth.fetch } })

// Where there is no token, axios wraps the reason in an error of its own. Callers get the reason.
client.interceptors.response.use(undefined, error => Promise.reject(isOAuthError(error.cause) ? error.cause : error))

export const orders = async () => (await client.get<Orders>('orders')).data
