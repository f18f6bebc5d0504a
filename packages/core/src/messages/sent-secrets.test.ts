import { expect, it } from 'vitest'
import { basicCredentials } from './client-secret.js'
import { parameters } from './parameters.js'
import { sentSecrets } from './sent-secrets.js'

it('everything in a form is secret but what is known not to be', () => {
  const form = parameters({
    grantType: 'password',
    clientId: 'c',
    scope: 'a',
    username: 'ada',
    password: 'pw',
    other: 'o',
  })
  expect(sentSecrets(new Headers(), form)).toEqual(['ada', 'pw', 'o'])
})

it('what says how, where and for whom is told', () => {
  const names = 'client_id redirect_uri scope resource audience token_type_hint prompt grant_type response_type'.split(
    ' ',
  )
  const more = 'response_mode code_challenge_method acr_values max_age'.split(' ')
  const form = new URLSearchParams([...names, ...more].map(name => [name, 'said']))
  expect(sentSecrets(new Headers(), form)).toEqual([])
  for (const name of ['client_id_2', 'my_scope', '_type', 'type', 'code', 'state', 'page'])
    expect(sentSecrets(new Headers(), new URLSearchParams({ [name]: 's' }))).toEqual(['s'])
})

it('a secret in a header is known as it is, without the name before it, also with a colon or an ampersand in it', () => {
  const authorization = `Basic ${btoa('client:a:b&c+d')}`
  expect(sentSecrets(new Headers({ authorization }))).toEqual([authorization.slice(6), 'a:b&c+d', 'a:b&c d'])
  expect(sentSecrets(new Headers({ authorization: 'Bearer at' }))).toEqual(['at', '', ''])
  expect(sentSecrets(new Headers())).toEqual([])
})

it.each(['minimal', 'strict', 'raw'] as const)(
  'a client secret in a header is secret in every spelling (%s)',
  encoding => {
    const secret = '50% + ä & more'
    const authorization = basicCredentials('client', secret, encoding)
    const secrets = sentSecrets(new Headers({ authorization }))
    expect(secrets).toContain(authorization.slice('Basic '.length))
    expect(secrets.map(spelling => decodeURIComponentIfPossible(spelling))).toContain(secret)
  },
)

it('a token in a header is secret, and credentials that nobody can read as well', () => {
  expect(sentSecrets(new Headers({ authorization: 'Bearer at' }))).toContain('at')
  expect(sentSecrets(new Headers({ authorization: 'Basic ***' }))).toEqual(['***', '', ''])
})

function decodeURIComponentIfPossible(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
