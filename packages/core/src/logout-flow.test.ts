import { expect, it } from 'vitest'
import { fakeFetch, json } from '../test-support/fake-fetch.js'
import { realms } from '../test-support/realms.js'
import { OAuthError } from './errors.js'
import { leavingFrom } from './logout-flow.js'
import { memoryStore } from './ports/store.js'
import { alwaysAwake } from './ports/wake.js'
import { wanted } from './session/grant-record.js'

const issuer = 'https://id.example'
const home = 'https://app.example/'

/** Someone who is signed in, with an id_token, and signs out at the provider: each time until the server was told, or what kept that. */
async function leaver() {
  const { server, identity, time, open } = realms(0)
  const { rotation, known } = open()
  await rotation.begin({ ...server.signIn(wanted()), idToken: 'an-id-token' }, wanted())
  let isReached = false
  const { fetch } = fakeFetch(() =>
    isReached ? json({ issuer, end_session_endpoint: `${issuer}/logout` }) : json({}, 404),
  )
  const ground = {
    issuer,
    clientId: identity.client,
    clock: time.clock,
    wake: alwaysAwake,
    store: memoryStore(),
    fetch,
  }
  const leave = leavingFrom(rotation, ground)
  const told: (string | null)[] = []
  return {
    ...{ told, rotation, server },
    state: () => known.record.state,
    reach: () => {
      isReached = true
    },
    leave: (failure?: OAuthError) => {
      const shown = async (address: string) => {
        if (failure) throw failure
        told.push(new URL(address).searchParams.get('id_token_hint'))
        return home
      }
      return leave({ atProvider: true }, { open: shown, close: () => {} }, home)
    },
  }
}

it('Signing out at a provider that cannot be asked where ends the session at once, and the next try still says who leaves', async () => {
  const { state, told, leave, reach } = await leaver()
  const failing = leave()
  expect(state()).toBe('signed-out')
  await expect(failing).rejects.toMatchObject({ code: 'discovery_invalid' })
  reach()
  await expect(leave(new OAuthError('browser_not_shown'))).rejects.toMatchObject({ code: 'browser_not_shown' })
  await leave()
  await leave()
  expect(told).toEqual(['an-id-token', null])
})

it('Signing out at a provider says nothing of whoever left before, once somebody else was here', async () => {
  const { told, leave, reach, rotation, server } = await leaver()
  await expect(leave()).rejects.toMatchObject({ code: 'discovery_invalid' })
  reach()
  await rotation.begin(server.signIn(wanted(), 'somebody else'), wanted())
  await rotation.end('signed-out')
  await leave()
  expect(told).toEqual([null])
})

it('Signing out at a provider says who leaves now, whoever left before', async () => {
  const { told, leave, reach, rotation, server } = await leaver()
  await expect(leave()).rejects.toMatchObject({ code: 'discovery_invalid' })
  reach()
  await rotation.begin({ ...server.signIn(wanted()), idToken: 'another' }, wanted())
  await leave()
  expect(told).toEqual(['another'])
})
