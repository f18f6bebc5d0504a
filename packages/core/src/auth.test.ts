import { describe, expect, it, vi } from 'vitest'
import { answeredAuth } from '../test-support/answered-auth.js'
import { fakeFetch, json } from '../test-support/fake-fetch.js'
import { handClock } from '../test-support/hand-clock.js'
import { codeFlow } from './code-flow.js'

const issuer = 'https://plain.example'
const server = { issuer, authorizationEndpoint: `${issuer}/authorize`, tokenEndpoint: `${issuer}/token` }

/** An Auth at a server without OpenID Connect, whose user answers each authorization request with this. */
function auth(answer: (asked: URL) => string | Promise<string> = () => 'code=c') {
  const { clock } = handClock(Date.UTC(2026, 10, 24))
  const asked: URL[] = []
  const made = answeredAuth({
    options: { issuer, clientId: 'web', redirectUri: 'https://app.example/', server, quirks: { withoutIdToken: true } },
    loadFlow: async () => codeFlow,
    fetch: fakeFetch(() => json({ access_token: 'at', token_type: 'Bearer', refresh_token: 'rt' })).fetch,
    clock,
    answer: async request => {
      asked.push(request)
      return `https://app.example/?${await answer(request)}&state=${request.searchParams.get('state')}`
    },
  })
  return { ...made, asked }
}

/** As React calls a handler. */
const click = { currentTarget: null }

describe('An Auth', () => {
  it('tells those who listen of every change, and nobody any more who has left', async () => {
    const { subscribe, signIn, signOut, getSnapshot } = auth()
    const heard: string[] = []
    const leave = subscribe(() => heard.push(getSnapshot().status))
    await signIn()
    expect(heard.at(-1)).toBe('signed-in')
    const before = heard.length
    leave()
    await signOut()
    expect(getSnapshot().status).toBe('signed-out')
    expect(heard.length).toBe(before)
  })

  it('sends whoever it requires to sign in once, however many ask, and not again after a refusal', async () => {
    const refusing = auth(() => 'error=access_denied')
    const asked = Array.from({ length: 3 }, () => refusing.require())
    const refused = { code: 'authorization_refused' }
    for (const each of asked) await expect(each).rejects.toMatchObject(refused)
    await expect(refusing.require()).rejects.toMatchObject(refused)
    expect(refusing.asked).toHaveLength(1)
  })

  it('shows why the latest attempt failed, also where an earlier one succeeds after it', async () => {
    let goOn = () => {}
    const held = new Promise<string>(resolve => {
      goOn = () => resolve('code=c')
    })
    const answers = [held, 'error=access_denied']
    const { signIn, getSnapshot } = auth(() => answers.shift() ?? '')
    const earlier = signIn()
    await vi.waitFor(() => expect(answers).toHaveLength(1))
    await expect(signIn()).rejects.toMatchObject({ code: 'authorization_refused' })
    goOn()
    await earlier
    expect(getSnapshot()).toMatchObject({ status: 'signed-in', error: { code: 'authorization_refused' } })
  })

  it('tells a handler of clicks of no failure: it is seen in the state', async () => {
    const { signIn, getSnapshot } = auth(() => 'error=access_denied')
    await signIn(click)
    expect(getSnapshot()).toMatchObject({ status: 'signed-out', error: { code: 'authorization_refused' } })
  })
})
