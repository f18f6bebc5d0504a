import { describe, expect, it } from 'vitest'
import { authorizationDetails as detailsOf } from '../authorization-details.js'
import { resourceAt } from './bearer-fetch.js'
import { declaredResources, wantNamed } from './resources.js'

describe('Declared resources', () => {
  const declared = declaredResources({
    api: { url: 'https://api.example/v1', scope: 'read', indicator: 'https://api.example' },
    files: 'https://files.example',
    local: 'http://localhost:8080/',
  })

  it.each([
    'https://api.example/v1',
    'https://api.example/v1/',
    'https://api.example/v1/me?q',
    'https://files.example/a/b',
  ])('contain %s', url => {
    expect(resourceAt(declared, new URL(url))).toBeDefined()
  })

  it.each([
    'https://api.example/v10',
    'https://api.example/',
    'https://api.example/v1/../v2',
    'http://api.example/v1',
    'https://api.example:8443/v1',
    'https://api.example.evil.example/v1',
    'https://api.example@evil.example/v1',
    'https://sub.files.example/',
    'http://localhost:8081/',
  ])('do not contain %s', url => {
    expect(() => resourceAt(declared, new URL(url))).toThrow(expect.objectContaining({ code: 'undeclared_origin' }))
  })

  it('are asked for by name, and only by a name that was declared', () => {
    expect(wantNamed(declared, 'api')).toMatchObject({ scope: 'read', resource: 'https://api.example' })
    expect(() => wantNamed(declared, 'other')).toThrow(expect.objectContaining({ code: 'invalid_options' }))
    expect(() => wantNamed(declared, 'toString')).toThrow(expect.objectContaining({ code: 'invalid_options' }))
  })

  it('want what they say they do', () => {
    const authorizationDetails = detailsOf({ type: 'payment' })
    const [bank] = declaredResources({ bank: { url: 'https://bank.example', scope: 'pay', authorizationDetails } })
    expect(bank?.want).toMatchObject({ scope: 'pay', resource: undefined, authorizationDetails })
  })

  it('must be secure', () => {
    expect(() => declaredResources({ api: 'http://api.example' })).toThrow(
      expect.objectContaining({ code: 'insecure_url' }),
    )
  })
})
