import { expect, it } from 'vitest'
import { webView } from '../test-support/web-view.js'

webView('android')
const { createAuth } = await import('./create-auth.js')

it.each([
  ['http://app.example/callback', 'insecure_url'],
  ['HTTP://app.example/callback', 'insecure_url'],
  ['/callback', 'invalid_options'],
])(
  'an app is called back by no address at which others could read the answer, nor by none at all: %s',
  (redirectUri, code) => {
    const options = { issuer: 'https://id.example', clientId: 'app', redirectUri }
    expect(() => createAuth(options)).toThrow(expect.objectContaining({ code }))
  },
)
