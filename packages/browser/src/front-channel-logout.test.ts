import type { AuthState } from '@tessera/core/auth'
import { describe, expect, it } from 'vitest'
import { frontChannelLogout } from './front-channel-logout.js'

const issuer = 'https://id.example.com'
const page = 'https://app.example.com/signed-out-elsewhere?theme=dark'
const sid = '08a5019c-17e1-4977-8f42-65a12843ea02'
const meant = `${page}&iss=${encodeURIComponent(issuer)}&sid=${sid}`

/** What was answered, and how often the session was ended. */
async function after(address: string, claims: Readonly<Record<string, unknown>> = { sid }) {
  return asked(address, { status: 'signed-in', user: { sub: 'ada', ...claims }, stale: false })
}

async function asked(address: string, state: AuthState) {
  let signOuts = 0
  const signOut = async () => {
    signOuts += 1
  }
  return [await frontChannelLogout({ ready: async () => state, signOut }, { issuer }, address), signOuts]
}

describe('A sign-out that the authorization server begins', () => {
  it('ends the session that it names', async () => {
    expect(await after(meant)).toEqual([true, 1])
  })

  it('is nothing where nobody is signed in', async () => {
    expect(await asked(meant, { status: 'signed-out' })).toEqual([false, 0])
  })

  it.each([
    ['no session', `${page}&iss=${issuer}`],
    ['no issuer', `${page}&sid=${sid}`],
    ['neither', page],
    ['another session', `${page}&iss=${issuer}&sid=another`],
    ['another issuer', `${page}&iss=${issuer}/&sid=${sid}`],
    ['two sessions', `${meant}&sid=another`],
    ['two issuers', `${meant}&iss=${issuer}`],
    ['them behind the hash', `${page}#iss=${issuer}&sid=${sid}`],
  ])('ends nothing where its address names %s', async (_, address) => {
    expect(await after(address)).toEqual([false, 0])
  })

  it.each([{}, { sid: 7 }, { sid: undefined }, { sid: [sid] }])(
    'ends no session whose id_token has no name for it: %s',
    async claims => {
      for (const said of ['', '&sid=', '&sid=undefined', '&sid=7', `&sid=${sid}`])
        expect(await after(`${page}&iss=${issuer}${said}`, claims)).toEqual([false, 0])
    },
  )
})
