import { expect, it } from 'vitest'
import { OAuthError } from '../packages/core/src/errors.ts'
import { suiteWatch } from './suite-watch.ts'

const secret = 'the secret 50% + ä'

function goTo(path: string | undefined): void {
  new Request(`https://app.example/${path}`)
}

/** As the token endpoint is asked. */
function used(): void {
  new URLSearchParams().set('client_secret', secret)
}

it.each([
  ['in a fact', () => new OAuthError('server_failed', { description: `not ${secret}` })],
  ['in the word of the server', () => new OAuthError('grant_refused', {}, { serverError: secret })],
  ['in a cause', () => new OAuthError('network_failed', {}, { cause: new TypeError(secret) })],
  ['in a cause that is no error', () => new OAuthError('network_failed', {}, { cause: { sent: { secret } } })],
  ['in a member that is hidden', () => Object.defineProperty(new OAuthError('timed_out'), 'sent', { value: secret })],
  ['on the console', () => console.debug('sent', { secret })],
  ['in an address', () => new Request(`https://id.example/?${new URLSearchParams({ secret })}`)],
])('a secret is found %s', async (_, leak) => {
  used()
  leak()
  await Promise.resolve()
  expect(suiteWatch.leaks().join()).toContain('[client_secret]')
})

it.each([
  ['sent in a form', (text: string) => new URLSearchParams({ code_verifier: text })],
  ['read from a form', (text: string) => new URL(`https://app.example/?code=${text}`).searchParams.get('code')],
  ['answered', (text: string) => JSON.parse(JSON.stringify({ user: { access_token: text } }))],
  ['sent by Basic', (text: string) => new Headers().set('Authorization', `Basic ${btoa(`client:${text}`)}`)],
  ['sent as a bearer token', (text: string) => new Headers().set('authorization', `Bearer ${text}`)],
])('what was %s is a secret', (_, use) => {
  const text = crypto.randomUUID()
  goTo(text)
  expect(suiteWatch.leaks()).toEqual([])
  use(text)
  expect(suiteWatch.leaks()).not.toEqual([])
})

it('a private key is a secret', async () => {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign'])
  const { d } = await crypto.subtle.exportKey('jwk', privateKey)
  await Promise.resolve()
  goTo(d)
  expect(suiteWatch.leaks()).toEqual(['https://app.example/[d]'])
})

it('an answer may come in an address, and nothing else may stand there', () => {
  const code = crypto.randomUUID()
  new Request(`https://app.example/?state=a&code=${code}`)
  const idToken = new URLSearchParams({ id_token_hint: crypto.randomUUID() })
  new Request(`https://id.example/end?${idToken}`)
  new URLSearchParams({ code })
  expect(suiteWatch.leaks()).toEqual([])
  new Request(`https://app.example/?state=${code}`)
  new Request(`https://id.example/me?code=${code}`)
  expect(suiteWatch.leaks()).toHaveLength(2)
})
