// A process whose callers want the token of one user, by itself or together with whoever shares its Redis.
import { type PasswordOptions, password } from '@tessera/node/password'
import { redisStore } from '@tessera/node/redis-store'
import { createClient } from 'redis'
import { type Crowd, crowd } from './crowd.ts'

/** What it is told at its start. */
export interface Calling {
  readonly options: PasswordOptions<Readonly<Record<string, string>>>
  readonly redis?: string
}

const { options, redis }: Calling = JSON.parse(process.argv[2] ?? '')
const shared = redis === undefined ? {} : { store: redisStore(await createClient({ url: redis }).connect()) }
const ask = crowd(password({ ...options, ...shared }).getAccessToken)
process.on('disconnect', () => process.exit())
process.on('message', async (asked: Parameters<Crowd>) => process.send?.(await ask(...asked)))
process.send?.('ready')
