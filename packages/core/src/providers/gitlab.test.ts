import { expect, it } from 'vitest'
import { providerSuite } from '../../test-support/provider-suite.js'
import { gitlabFixture } from '../../test-support/providers/gitlab.js'
import { gitlab } from './gitlab.js'

providerSuite(gitlabFixture)

it('GitLab may stand elsewhere, in a folder too', () => {
  const url = 'https://example.com/gitlab/'
  expect(gitlab({ clientId: 'web', url }).issuer).toBe('https://example.com/gitlab')
})
