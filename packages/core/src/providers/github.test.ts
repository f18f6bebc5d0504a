import { expect, it } from 'vitest'
import { providerSuite } from '../../test-support/provider-suite.js'
import { githubFixture } from '../../test-support/providers/github.js'
import { checkResponse, parseAuthorizationResponse } from '../messages/authorization-response.js'
import { github } from './github.js'

providerSuite(githubFixture)

it.each([
  ['', true],
  ['&iss=https%3A%2F%2Fgithub.com%2Flogin%2Foauth', true],
  ['&iss=https%3A%2F%2Fgithub.com', false],
])('GitHub’s answer to a sign-in with “%s” at its end is GitHub’s: %j', (end, isGitHub) => {
  const answer = parseAuthorizationResponse(`https://app.example/?code=c&state=s${end}`, 'query')
  const check = () => checkResponse(answer, { ...github({ clientId: 'app' }), state: 's', kind: 'code' })
  if (isGitHub) expect(check()).toMatchObject({ code: 'c' })
  else expect(check).toThrow(expect.objectContaining({ code: 'issuer_mismatch' }))
})
