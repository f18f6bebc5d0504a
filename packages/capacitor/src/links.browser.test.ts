import { expect, it } from 'vitest'
import { type Links, readAs } from './links.js'

it('links that are read in another way are so for whoever waits, listens or starts', async () => {
  let arrive = (_address: string) => {}
  const heard: string[] = []
  const raw: Links = {
    next: isWanted => ({ address: Promise.resolve(['a', 'b'].find(isWanted) ?? 'none'), stop: () => {} }),
    listen: listener => {
      arrive = listener
    },
    tell: address => arrive(address),
    launch: async () => 'a',
  }
  const links = readAs(raw, address => `${address}!`)
  expect(await links.next(address => address === 'b!').address).toBe('b!')
  links.listen(address => heard.push(address))
  arrive('c')
  links.tell('d')
  expect(heard).toEqual(['c!', 'd!'])
  expect(await links.launch()).toBe('a!')
})
