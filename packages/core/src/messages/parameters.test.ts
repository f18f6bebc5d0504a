import { expect, it } from 'vitest'
import { parameters, setParameters, wireName } from './parameters.js'

it('parameters are spelled as the wire spells them; lists are repeated, the undefined is left out', () => {
  const form = parameters({
    grantType: 'password',
    postLogoutRedirectUri: 'u',
    resource: ['a', 'b'],
    maxAge: 1,
    scope: undefined,
  })
  expect(form.toString()).toBe('grant_type=password&post_logout_redirect_uri=u&resource=a&resource=b&max_age=1')
})

it('every capital begins a word, and nothing else is spelled anew', () => {
  expect(wireName('codeChallengeMethod')).toBe('code_challenge_method')
  expect(wireName('max_age')).toBe('max_age')
  expect(parameters({ resource: [], state: '' }).toString()).toBe('state=')
})

it('what is there already is replaced and never repeated', () => {
  expect(setParameters(new URLSearchParams('state=old&state=older'), { state: 'new' }).toString()).toBe('state=new')
})
