import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isObject } from './json.js'
import { serverOffers } from './server-offers.js'

const members = {
  grants: 'grant_types_supported',
  responseTypes: 'response_types_supported',
  challengeMethods: 'code_challenge_methods_supported',
  authenticationMethods: 'token_endpoint_auth_methods_supported',
  idTokenAlgorithms: 'id_token_signing_alg_values_supported',
  proofAlgorithms: 'dpop_signing_alg_values_supported',
}

it('each list is read from its own member', () => {
  for (const [name, member] of Object.entries(members))
    expect(serverOffers({ [member]: ['a', 'b'] })).toEqual({ [name]: ['a', 'b'] })
})

it('what is no list of strings is as if it were not there', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...Object.values(members)), fc.jsonValue()), json => {
      if (!isObject(json)) return
      for (const value of Object.values(serverOffers(json)))
        expect(value === undefined || value.every((each: unknown) => typeof each === 'string')).toBe(true)
    }),
  )
})
