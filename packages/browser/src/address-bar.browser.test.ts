import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pageAddressBar } from './address-bar.js'

const bar = pageAddressBar()
const noted = { notedBy: 'a router' }
const [here, state] = [location.href, history.state]

let told: PopStateEvent[]
const listen = (event: PopStateEvent) => void told.push(event)
beforeEach(() => {
  told = []
  history.replaceState(noted, '', '/callback?code=1')
  addEventListener('popstate', listen)
})
afterEach(() => {
  removeEventListener('popstate', listen)
  history.replaceState(state, '', here)
})

describe('the address bar of a page', () => {
  it('tells routers of another path, and nothing that they noted for the one before', () => {
    bar.show(`${location.origin}/orders?page=2`)
    expect(bar.here()).toBe(`${location.origin}/orders?page=2`)
    expect(told.map(event => event.state)).toEqual([{}])
  })

  it('tells routers of another query of the same path, with what they noted for it', () => {
    bar.show(`${location.origin}/callback`)
    expect(told.map(event => event.state)).toEqual([noted])
  })

  it('tells nothing while an answer is taken, nor of the address that is there', () => {
    bar.show(`${location.origin}/callback`, `${location.origin}/callback?code=1`)
    bar.show(`${location.origin}/callback`)
    expect(told).toEqual([])
    expect(history.state).toEqual(noted)
  })
})
