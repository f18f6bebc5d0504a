import { describe, expect, it } from 'vitest'
import { ownState, stateMarker } from './callback.js'

const identity = { issuer: 'https://id.example', client: 'app', slot: '' }
const redirectUri = 'https://app.example/callback'
const marker = stateMarker(identity)

describe('A callback', () => {
  it('is ours by where it is and what its state begins with', () => {
    expect(ownState(`${redirectUri}?code=x&state=${marker}abc`, redirectUri, marker)).toBe(`${marker}abc`)
    expect(ownState(`${redirectUri}#state=${marker}abc`, redirectUri, marker)).toBe(`${marker}abc`)
  })

  it.each([
    ['https://app.example', 'https://app.example/'],
    ['https://app.example:443/callback', 'https://app.example/callback'],
    ['https://App.example/callback', 'https://app.example/callback'],
  ])('at %s is recognised as browsers write it', (declared, shown) => {
    expect(ownState(`${shown}?state=${marker}abc`, declared, marker)).toBe(`${marker}abc`)
  })

  it.each([
    ['another’s state', `${redirectUri}?code=x&state=abc`],
    ['no state', `${redirectUri}?code=x`],
    ['another path', `https://app.example/?state=${marker}abc`],
    ['another origin', `https://evil.example/callback?state=${marker}abc`],
    ['a state in the path', `${redirectUri}/state=${marker}abc`],
  ])('is not ours with %s', (_, address) => {
    expect(ownState(address, redirectUri, marker)).toBeUndefined()
  })

  it('differs between issuers, clients and slots, and not between releases', () => {
    const markers = [
      identity,
      { ...identity, issuer: 'https://b.example' },
      { ...identity, client: 'b' },
      { ...identity, slot: 'b' },
    ]
    expect(new Set(markers.map(stateMarker)).size).toBe(4)
    expect(marker).toMatchInlineSnapshot(`"tsr.1ulbe2k."`)
  })
})
