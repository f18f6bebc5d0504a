import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outputs } from '../../test-support/outputs.js'
import { isOAuthError } from '../errors.js'
import {
  type AuthorizationResponse,
  checkResponse,
  parseAuthorizationResponse,
  withoutResponse,
} from './authorization-response.js'

const page = 'https://app.example/callback'
const server = { issuer: 'https://id.example' }
const expected = { server, state: 's', kind: 'code' } as const
const code: AuthorizationResponse = { kind: 'code', code: 'c', state: 's' }

/** What RFC 6749 (§3.1, §4.1.2, §4.2.2, §A.12) and RFC 9207 (§2.4) forbid to believe for the state `s`, read by hand. */
function distrusted(address: string, mode: 'query' | 'fragment', isNamed: boolean): string | undefined {
  const [beforeHash = '', fragment = ''] = address.split(/#(.*)/s)
  const text = mode === 'fragment' ? fragment : beforeHash.split(/\?(.*)/s)[1]
  const said = (text ?? '').split('&').map(pair => pair.split(/=(.*)/s).map(half => decode(half)))
  const all = (name: string) => said.flatMap(([key, value = '']) => (key === name ? [value] : []))
  const [error, given, token, state, iss] = ['error', 'code', 'access_token', 'state', 'iss'].map(name => all(name)[0])
  if (said.some(([name = '']) => protocol.includes(name) && all(name).length > 1)) return 'repeated'
  if (state !== 's') return 'another state'
  if (iss ? iss !== server.issuer : isNamed) return 'another issuer'
  if (error) return 'an error'
  if (!given && !token) return 'nothing'
  return !given && /[^\x20-\x7E]/.test(token ?? '') ? 'no token' : undefined
}

const protocol = [
  ...['code', 'state', 'iss', 'error', 'error_description', 'access_token', 'token_type', 'expires_in', 'scope'],
  'id_token',
]
const decode = (text: string) => decodeURIComponent(text.replaceAll('+', ' '))

describe('an authorization response', () => {
  it('with a code is read from the query', () => {
    const address = `${page}?code=c&state=s&iss=https%3A%2F%2Fid.example&session_state=x#top`
    expect(parseAuthorizationResponse(address, 'query')).toStrictEqual({
      kind: 'code',
      code: 'c',
      state: 's',
      iss: 'https://id.example',
    })
  })

  it('with tokens is read from the fragment, in any order, lifetimes in milliseconds', () => {
    const address = `${page}#access_token=at&expires_in=3600&token_type=Bearer&scope=openid+a&state=s&id_token=idt`
    expect(parseAuthorizationResponse(address, 'fragment')).toStrictEqual({
      kind: 'tokens',
      accessToken: 'at',
      tokenType: 'Bearer',
      expiresIn: 3_600_000,
      scope: 'openid a',
      idToken: 'idt',
      state: 's',
    })
  })

  it('with a token that no header can hold is invalid', () => {
    const read = () => parseAuthorizationResponse(`${page}#access_token=at%0D%0Ax-admin%3A+yes&state=s`, 'fragment')
    expect(read).toThrow(
      expect.objectContaining({ code: 'authorization_response_invalid', facts: { reason: 'access_token' } }),
    )
  })

  it('with a code and an id_token is read with both', () => {
    const address = `${page}#code=c&id_token=idt&state=s`
    expect(parseAuthorizationResponse(address, 'fragment')).toStrictEqual({
      kind: 'code',
      code: 'c',
      idToken: 'idt',
      state: 's',
    })
  })

  it('with an access token beside both is read with all three, and no more than it needs', () => {
    const body = 'code=c&id_token=idt&access_token=at&token_type=Bearer&expires_in=600&state=s'
    expect(parseAuthorizationResponse(body, 'form_post')).toStrictEqual({
      kind: 'code',
      code: 'c',
      idToken: 'idt',
      accessToken: 'at',
      state: 's',
    })
  })

  it('is in an address, or there is none', () => {
    expect(() => parseAuthorizationResponse('/callback?code=c', 'query')).toThrow(
      expect.objectContaining({ code: 'authorization_response_invalid', facts: { reason: 'no address' } }),
    )
  })

  it('with an error keeps the server’s words', () => {
    const address = `${page}?error=access_denied&error_description=The+user+said+no.&state=a-state`
    expect(parseAuthorizationResponse(address, 'query')).toStrictEqual({
      kind: 'error',
      error: 'access_denied',
      description: 'The user said no.',
      state: 'a-state',
    })
  })

  it.each(['code', 'access_token', 'id_token', 'state'])(
    'with an error passes nothing on that repeats its %s',
    name => {
      const address = `${page}?error=no-secret-1&error_description=Not+secret-1.&${name}=secret-1`
      const read = parseAuthorizationResponse(address, 'query')
      expect(read).toMatchObject({ kind: 'error', error: 'unreadable' })
      expect(read).not.toHaveProperty('description')
    },
  )

  it('without code, tokens or error has no code', () => {
    const read = () => parseAuthorizationResponse(`${page}?state=s#code=c`, 'query')
    expect(read).toThrow(expect.objectContaining({ code: 'code_missing' }))
  })

  it.each([
    ...['state', 'iss', 'code', 'access_token', 'token_type', 'expires_in'],
    ...['scope', 'id_token', 'error', 'error_description'],
  ])('that says its %s twice is invalid, even if it is the same', name => {
    const read = () => parseAuthorizationResponse(`${page}?code=c&state=s&${name}=1&${name}=1`, 'query')
    expect(read).toThrow(expect.objectContaining({ code: 'authorization_response_invalid', facts: { repeated: name } }))
  })

  it('that says something twice is invalid, unless it is the application’s own parameter', () => {
    const read = () => parseAuthorizationResponse(`${page}?code=c&code=d&state=s`, 'query')
    expect(read).toThrow(
      expect.objectContaining({ code: 'authorization_response_invalid', facts: { repeated: 'code' } }),
    )
    expect(parseAuthorizationResponse(`${page}?tab=1&tab=2&code=c&state=s`, 'query')).toMatchObject({ code: 'c' })
  })

  it('is believed when it answers our state', () => {
    expect(checkResponse(code, expected)).toBe(code)
    const forged = () => checkResponse({ ...code, state: 'other' }, expected)
    expect(forged).toThrow(expect.objectContaining({ code: 'state_unknown' }))
    const stateless = () => checkResponse({ kind: 'code', code: 'c' }, expected)
    expect(stateless).toThrow(expect.objectContaining({ code: 'state_unknown' }))
  })

  it.each([undefined, ''])('answers nobody who has lost their own state and expects %j', lost => {
    const forgetful = Object.assign({ ...expected }, { state: lost })
    const answers: AuthorizationResponse[] = [
      { kind: 'code', code: 'c' },
      { kind: 'code', code: 'c', state: '' },
      { kind: 'error', error: 'access_denied' },
    ]
    for (const answer of answers)
      expect(() => checkResponse(answer, forgetful)).toThrow(expect.objectContaining({ code: 'state_unknown' }))
  })

  it('of another issuer is refused, also when it tells of an error', () => {
    const mixedUp = () => checkResponse({ ...code, iss: 'https://evil.example' }, expected)
    expect(mixedUp).toThrow(expect.objectContaining({ code: 'issuer_mismatch' }))
    const error: AuthorizationResponse = { kind: 'error', error: 'x', state: 's', iss: 'https://evil.example' }
    expect(() => checkResponse(error, expected)).toThrow(
      expect.objectContaining({ code: 'issuer_mismatch', facts: { named: true } }),
    )
  })

  it('may be of any issuer for whom the server is known to speak', () => {
    const quirks = { issuers: ['https://id.example/a', 'https://id.example/b'] }
    for (const iss of [server.issuer, ...quirks.issuers])
      expect(checkResponse({ ...code, iss }, { ...expected, quirks })).toMatchObject({ iss })
    expect(() => checkResponse({ ...code, iss: 'https://id.example/c' }, { ...expected, quirks })).toThrow(
      expect.objectContaining({ code: 'issuer_mismatch' }),
    )
  })

  it('must name the issuer where the server always does', () => {
    const strict = { ...expected, server: { ...server, authorizationResponseIssParameterSupported: true } }
    expect(() => checkResponse(code, strict)).toThrow(
      expect.objectContaining({ code: 'issuer_mismatch', facts: { named: false } }),
    )
    expect(checkResponse({ ...code, iss: server.issuer }, strict)).toMatchObject({ code: 'c' })
    const inIdToken: AuthorizationResponse = { kind: 'tokens', accessToken: 'at', idToken: 'it', state: 's' }
    expect(checkResponse(inIdToken, { ...strict, kind: 'tokens' })).toBe(inIdToken)
  })

  it('names it by an id_token beside a code only where one was asked for, and is then verified', () => {
    const strict = { ...expected, server: { ...server, authorizationResponseIssParameterSupported: true } }
    const both: AuthorizationResponse = { kind: 'code', code: 'c', idToken: 'it', state: 's' }
    expect(checkResponse(both, { ...strict, hybrid: true })).toBe(both)
    const mismatch = expect.objectContaining({ code: 'issuer_mismatch' })
    expect(() => checkResponse(both, strict)).toThrow(mismatch)
    expect(() => checkResponse(code, { ...strict, hybrid: true })).toThrow(mismatch)
  })

  it('that refuses becomes an error with the server’s word', () => {
    const error: AuthorizationResponse = { kind: 'error', error: 'login_required', description: 'Sign in.', state: 's' }
    expect(() => checkResponse(error, expected)).toThrow(
      expect.objectContaining({
        code: 'authorization_refused',
        serverError: 'login_required',
        facts: { description: 'Sign in.' },
      }),
    )
  })

  it('of another kind than asked for is refused', () => {
    const tokens: AuthorizationResponse = { kind: 'tokens', accessToken: 'at', state: 's' }
    expect(() => checkResponse(tokens, expected)).toThrow(
      expect.objectContaining({ code: 'code_missing', facts: { kind: 'tokens' } }),
    )
    expect(() => checkResponse(code, { ...expected, kind: 'tokens' })).toThrow(
      expect.objectContaining({ code: 'authorization_response_invalid', facts: { kind: 'code' } }),
    )
  })

  it('is never believed where somebody who reads the RFCs word by word would not', () => {
    const value = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('s', server.issuer, '') },
      fc.constantFrom('S', `${server.issuer}/`, 'a\r\nb', 'é'),
      fc.string({ unit: 'grapheme' }),
    )
    const likely = fc.subarray<[string, string]>([
      ['state', 's'],
      ['code', 'c'],
      ['access_token', 'at'],
    ])
    const more = fc.array(fc.tuple(fc.constantFrom(...protocol), value), { maxLength: 3 })
    const pairs = fc
      .tuple(likely, more)
      .chain(([likely, more]) => fc.shuffledSubarray([...likely, ...more], { minLength: likely.length }))
      .map(pairs => `${new URLSearchParams(pairs)}`)
    const modes = fc.constantFrom('query' as const, 'fragment' as const)
    let believed = 0
    fc.assert(
      fc.property(pairs, pairs, modes, fc.boolean(), (query, fragment, mode, isNamed) => {
        const address = `${page}?${query}#${fragment}`
        const by = { ...server, authorizationResponseIssParameterSupported: isNamed }
        for (const kind of ['code', 'tokens'] as const)
          try {
            const read = checkResponse(parseAuthorizationResponse(address, mode), { server: by, state: 's', kind })
            expect(distrusted(address, mode, isNamed && !(kind === 'tokens' && 'idToken' in read))).toBeUndefined()
            believed += 1
          } catch (error) {
            if (!isOAuthError(error)) throw error
          }
      }),
      { numRuns: 400 },
    )
    expect(believed).toBeGreaterThan(20)
  })

  it('never fails with anything but an OAuthError, and never tells a secret that was in it', () => {
    const secret = fc.stringMatching(/^k[\w+ %-]{12,40}z$/)
    const name = fc.constantFrom('code', 'state', 'access_token', 'id_token', 'error', 'error_description', 'iss')
    const pairs = fc.array(fc.tuple(name, fc.constantFrom('', 'echo')), { maxLength: 6 })
    fc.assert(
      fc.property(secret, pairs, fc.constantFrom('query' as const, 'fragment' as const), (value, names, mode) => {
        const found = new URLSearchParams(names.map(([name, echo]) => [name, `${echo}${value}`]))
        found.append('code', value)
        if (!found.has('state')) found.append('state', 's')
        const address = `${page}${mode === 'query' ? '?' : '#'}${found}`
        try {
          checkResponse(parseAuthorizationResponse(address, mode), { ...expected, state: found.get('state') ?? '' })
        } catch (error) {
          expect(isOAuthError(error)).toBe(true)
          expect(outputs(error)).not.toContain(value)
        }
      }),
    )
    fc.assert(
      fc.property(fc.string(), text => {
        try {
          parseAuthorizationResponse(text, 'query')
        } catch (error) {
          expect(isOAuthError(error)).toBe(true)
        }
      }),
    )
  })
})

describe('the address of an answer, without it', () => {
  const page = 'https://app.example/orders?page=2&scope=theirs'

  it.each(['code', 'state', 'iss', 'response', 'session_state', 'error', 'error_description', 'error_uri'])(
    'has no %s in its query any more, and keeps what others added',
    name => {
      expect(withoutResponse(`${page}&${name}=its#part`, 'query')).toBe(`${page}#part`)
    },
  )

  it('has no fragment any more where the answer was there, and keeps its query', () => {
    expect(withoutResponse(`${page}&code=theirs#access_token=its`, 'fragment')).toBe(`${page}&code=theirs`)
  })
})
