import ky from 'ky'
import { api, auth } from './auth.ts'
import type { Orders } from './orders.ts'

const client = ky.create({ prefix: api, fetch: auth.fetch })

export const orders = () => client.get('orders').json<Orders>()
