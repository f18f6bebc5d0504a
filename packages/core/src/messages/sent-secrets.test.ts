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
  expect(sentSecrets(new Headers({ authorization: 'Basic ***' }))).toContain('***')
})

function decodeURIComponentIfPossible(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
