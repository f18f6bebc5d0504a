import { expect, it } from 'vitest'
import { auth0 } from './auth0.js'
import { cognito } from './cognito.js'
import { keycloak } from './keycloak.js'
import { okta } from './okta.js'
import { salesforce } from './salesforce.js'

const clientId = 'web'

it.each(['https://id.example.com', 'id.example.com/', '', 'undefined'])(
  'a provider that is named by its domain is not looked for at %j',
  domain => {
    const expected = expect.objectContaining({ code: 'invalid_options', facts: { name: 'domain' } })
    for (const provider of [auth0, okta, salesforce]) expect(() => provider({ domain, clientId })).toThrow(expected)
  },
)

it('a user pool or a realm that nobody named is not looked for', () => {
  const about = (name: string) => expect.objectContaining({ code: 'invalid_options', facts: { name } })
  for (const userPoolId of ['', 'undefined', 'eu-central-1', '_AbCdEfGhI'])
    expect(() => cognito({ userPoolId, clientId })).toThrow(about('userPoolId'))
  expect(() => keycloak({ url: 'https://id.example.com', realm: '', clientId })).toThrow(about('realm'))
})
