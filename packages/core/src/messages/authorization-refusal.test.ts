import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { refusalIn } from './authorization-refusal.js'

const at = (rest: string) => refusalIn(new URL(`https://app.example/${rest}`))

describe('an answer in an address', () => {
  it.each([
    '',
    '?code=1',
    '#access_token=1',
    '?error=login_required',
    '#error=interaction_required',
    '?error=consent_required',
    '?error=account_selection_required',
  ])('is no refusal of the client: %s', rest => expect(at(rest)).toBeUndefined())

  it.each(['?', '#'])('is one with the server’s word, after %s', mark => {
    expect(at(`${mark}error=invalid_scope&error_description=No+such+scope`)).toEqual({
      word: 'invalid_scope',
      description: 'No such scope',
    })
    expect(at(`${mark}error=unauthorized_client`)).toEqual({ word: 'unauthorized_client', description: undefined })
    expect(at(`${mark}error=%00`)).toEqual({ word: 'an error', description: undefined })
  })

  it('is read whatever it says', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), fc.string(), (address, word) => {
        const url = new URL(address)
        url.searchParams.set('error', word)
        expect(refusalIn(url)?.word ?? 'none').toMatch(/./)
      }),
    )
  })
})
