import { expect, it } from 'vitest'
import { optionsFrom } from './options.ts'

it('serves the example page on any free port unless something else is asked for', () => {
  expect(optionsFrom([])).toEqual({ once: false, port: 0, pageName: 'spa-react', redirectUris: [] })
  expect(optionsFrom(['--once', '--port', '8080', '--page', 'spa-implicit'])).toEqual({
    once: true,
    port: 8080,
    pageName: 'spa-implicit',
    redirectUris: [],
  })
})

it('takes an origin for the redirect URI that an Auth has by default: its root, with the slash', () => {
  const { redirectUris } = optionsFrom([
    '--redirect-uri',
    'http://localhost:5173',
    '--redirect-uri=http://localhost:1/cb',
  ])
  expect(redirectUris).toEqual(['http://localhost:5173/', 'http://localhost:1/cb'])
})

it.each([
  [['--bogus']],
  [['stray']],
  [['--port', 'abc']],
  [['--port', '65536']],
  [['--page', '..']],
  [['--redirect-uri', 'localhost']],
])('lists the options when it is given %j', args => {
  expect(() => optionsFrom(args)).toThrow(/--once.*--port 8080.*--redirect-uri http:/s)
})
