import { fileStore } from '@tessera/node/file-store'
import { password } from '@tessera/node/password'
import { redisStore } from '@tessera/node/redis-store'
import { createClient } from 'redis'

const { folder, redis, ...options } = JSON.parse(process.argv[2])
const { issuer, clientId, username, scope } = options
const store = folder ? fileStore(folder) : redisStore(await createClient({ url: redis }).connect())
const { getAccessToken } = password({ ...options, store, fetch: spending })

process.on('disconnect', () => process.exit())
process.on('message', async callers => process.send(await ask(callers)))
process.send('ready')

/** So many callers at once: the different tokens they got, or why they got none, and what is stored then. */
async function ask(callers) {
  const asked = Array.from({ length: callers }, () => getAccessToken().catch(error => error.code))
  const got = [...new Set(await Promise.all(asked))]
  const slot = JSON.stringify(['password', username, scope])
  return { got, record: await store.get(`grant ${JSON.stringify([issuer, clientId, slot])}`) }
}

function spending(url, init) {
  if (init?.body?.get?.('grant_type') === 'refresh_token') process.send('spends')
  return fetch(url, init)
}
