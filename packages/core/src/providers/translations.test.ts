import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOAuthError } from '../errors.js'
import { parseTokenResponse } from '../messages/token-response.js'
import { parseUserinfo } from '../messages/userinfo-response.js'
import { github } from './github.js'
import { slackUser } from './slack.js'
import { claimsFrom, commaSeparatedScope, errorsAs, renamed } from './translations.js'
import { twitch } from './twitch.js'

describe('an answer in a provider’s own words', () => {
  it('has scopes with spaces afterwards, and stays as it is where they are no text', () => {
    expect(commaSeparatedScope({ scope: 'a,b c', x: 1 })).toEqual({ scope: 'a b c', x: 1 })
    expect(commaSeparatedScope({ scope: ['a,b'] })).toEqual({ scope: ['a,b'] })
  })

  it('keeps its own word for an error as the description, unless it explains itself', () => {
    const read = errorsAs({ bad_code: 'invalid_grant' })
    expect(read({ error: 'bad_code' })).toEqual({ error: 'invalid_grant', error_description: 'bad_code' })
    expect(read({ error: 'bad_code', error_description: 'Old.' })).toMatchObject({ error_description: 'Old.' })
    for (const error of ['unknown', 'constructor', '', 7, null]) expect(read({ error })).toEqual({ error })
  })

  it('has the first claim that is there, and keeps the rest', () => {
    const read = claimsFrom({ sub: ['id'], name: ['name', 'login'] })
    expect(read({ id: 7, name: '', login: 'ada' })).toEqual({ id: 7, sub: 7, name: 'ada', login: 'ada' })
    expect(read({ sub: 'not this' })).toMatchObject({ sub: undefined })
  })

  it('and parameters of a request go by their other name, each value', () => {
    const parameters = new URLSearchParams('resource=a&resource=b&x=c')
    renamed({ resource: 'audience', absent: 'nothing' })(parameters)
    expect(parameters.toString()).toBe('x=c&audience=a&audience=b')
  })

  it('never makes reading fail with anything but an OAuthError', () => {
    const quirks = [github, slackUser, twitch].map(provider => provider({ clientId: 'app' }).quirks)
    fc.assert(
      fc.property(fc.constantFrom(...quirks), fc.oneof(fc.string(), fc.json()), (quirks, text) => {
        for (const read of [
          () => parseTokenResponse({ status: 200, receivedAt: 0, secrets: [] }, text, quirks),
          () => parseUserinfo(text, undefined, quirks),
        ]) {
          try {
            read()
          } catch (error) {
            expect(isOAuthError(error)).toBe(true)
          }
        }
      }),
    )
  })
})
