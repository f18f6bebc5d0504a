import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outputs } from '../../test-support/outputs.js'
import { isOAuthError } from '../errors.js'
import type { JsonObject } from './json.js'
import { parseTokenResponse, type TokenAnswered } from './token-response.js'

const answered: TokenAnswered = { status: 200, contentType: 'application/json', receivedAt: 1_000, secrets: [] }
const granted = { access_token: 'at', token_type: 'Bearer' }

function read(body: unknown, more: Partial<TokenAnswered> = {}) {
  return parseTokenResponse({ ...answered, ...more }, typeof body === 'string' ? body : JSON.stringify(body))
}

function failure(body: unknown, more: Partial<TokenAnswered> = {}) {
  try {
    return read(body, more)
  } catch (error) {
    return isOAuthError(error) ? error : undefined
  }
}

const isScalar = (value: unknown) => typeof value === 'number' || typeof value === 'string'

/** What RFC 6749 (§5.1, §5.2, §7.1, §A.12) forbids to take for tokens, looked at one member after the other. */
function distrusted(status: number, body: Readonly<Record<string, unknown>>): string | undefined {
  const { access_token: token, token_type: type, error } = body
  if (status < 200 || status > 299) return 'the status of a refusal'
  if (typeof error === 'string' && error.length > 0) return 'an error'
  if (typeof token !== 'string' || token.length === 0) return 'no token'
  if ([...token].some(character => character < ' ' || character > '~')) return 'no token that a header can hold'
  const isKnown = typeof type !== 'string' || /^bearer|^dpop$|^n_a$|^$/.test(type.toLowerCase())
  return isKnown || /[^-!#$%&'*+.^_`|~0-9a-z]/i.test(type) ? undefined : 'a type that nobody here speaks'
}

describe('a token response', () => {
  it('is read into our words, times in milliseconds, the id_token apart from what may be believed', () => {
    const body = {
      ...granted,
      expires_in: 3600,
      refresh_token: 'rt',
      refresh_expires_in: 86400,
      scope: 'a b',
      id_token: 'idt',
      surprise: true,
    }
    expect(read(body)).toStrictEqual({
      tokens: {
        accessToken: 'at',
        tokenType: 'Bearer',
        expiresIn: 3_600_000,
        refreshToken: 'rt',
        refreshExpiresIn: 86_400_000,
        scope: 'a b',
        receivedAt: 1_000,
      },
      idToken: 'idt',
    })
  })

  it.each([
    ['3600', 3_600_000],
    [0.5, 500],
    [0, undefined],
    ['0', undefined],
    [-1, undefined],
    [null, undefined],
    ['Infinity', undefined],
    [1e306, undefined],
    ['soon', undefined],
    [undefined, undefined],
  ])('with a lifetime of %j lasts %j milliseconds; undefined: it does not say', (expires_in, milliseconds) => {
    expect(read({ ...granted, expires_in }).tokens.expiresIn).toBe(milliseconds)
  })

  it('with a type that nobody here speaks, or a token that no header can hold, is not used', () => {
    for (const [wrong, reason] of [
      [{ token_type: 'mac' }, 'token_type'],
      [{ access_token: 'ät' }, 'no access_token'],
    ] as const) {
      const error = failure({ ...granted, ...wrong })
      expect(error).toMatchObject({ code: 'token_response_invalid', facts: { status: 200, reason } })
    }
    expect(read({ ...granted, token_type: 'dpop' }).tokens.tokenType).toBe('dpop')
    expect(read({ access_token: 'at' }).tokens.tokenType).toBe('Bearer')
  })

  it.each([
    [['a', 'b'], 'a b'],
    ['a', 'a'],
    [null, 'asked'],
    ['', 'asked'],
    [undefined, 'asked'],
  ])('with the scope %j grants %s', (scope, is) => {
    expect(read({ ...granted, scope }, { scope: 'asked' }).tokens.scope).toBe(is)
  })

  it('has no scope when neither side named one', () => {
    expect(read(granted).tokens).not.toHaveProperty('scope')
  })

  it.each(['application/x-www-form-urlencoded', 'text/plain; charset=utf-8', undefined])(
    'may be a form, as %s',
    contentType => {
      const text = 'access_token=at%2B1&expires_in=60&token_type=bearer'
      expect(read(text, { contentType }).tokens).toMatchObject({ accessToken: 'at+1', expiresIn: 60_000 })
    },
  )

  it('may have the status 201, or any that is a success', () => {
    for (const status of [201, 299]) expect(read(granted, { status }).tokens.accessToken).toBe('at')
    expect(failure(granted, { status: 300 })).toMatchObject({ facts: { status: 300, reason: 'status' } })
  })

  it.each(['text/html', 'application/xml', 'application/JSON'])('is no form that calls itself %s', contentType => {
    expect(failure('access_token=at', { contentType })).toMatchObject({ facts: { reason: 'unreadable' } })
  })

  it('is no form that does not begin with a name', () => {
    const contentType = 'text/plain'
    for (const text of [' access_token=at', '=at', 'access token=at', 'at'])
      expect(failure(text, { contentType })).toMatchObject({ facts: { reason: 'unreadable' } })
  })

  it('tells what else was issued, for how long and for what', () => {
    const details = [{ type: 'payment' }]
    const more = { refresh_token_expires_in: 60, issued_token_type: 'urn:x', authorization_details: details }
    expect(read({ ...granted, ...more })).toStrictEqual({
      tokens: {
        ...{ accessToken: 'at', tokenType: 'Bearer', receivedAt: 1_000 },
        ...{ refreshExpiresIn: 60_000, authorizationDetails: details },
      },
      issuedTokenType: 'urn:x',
    })
  })

  it('is put into words that are known before it is read', () => {
    const readTokenAnswer = ({ authed_user: said }: JsonObject) => Object(said)
    const text = JSON.stringify({ authed_user: { access_token: 'theirs' }, access_token: 'at' })
    expect(parseTokenResponse(answered, text, { readTokenAnswer }).tokens.accessToken).toBe('theirs')
  })

  it.each([
    ['invalid_grant', 400, 'grant_refused'],
    ['invalid_grant', 401, 'grant_refused'],
    ['invalid_grant', 500, 'grant_refused'],
    ['invalid_client', 400, 'client_refused'],
    ['unauthorized_client', 400, 'client_refused'],
    ['invalid_scope', 400, 'request_refused'],
    ['unsupported_grant_type', 400, 'request_refused'],
    ['invalid_request', 400, 'request_refused'],
    ['invalid_target', 400, 'request_refused'],
    ['something_of_their_own', 400, 'request_refused'],
    ['bad_verification_code', 200, 'request_refused'],
    ['constructor', 400, 'request_refused'],
    ['temporarily_unavailable', 400, 'server_failed'],
    ['server_error', 400, 'server_failed'],
    ['something_of_their_own', 502, 'server_failed'],
    ['slow_down', 400, 'rate_limited'],
    ['something_of_their_own', 429, 'rate_limited'],
  ])('that says %s with status %i is %s', (error, status, code) => {
    expect(failure({ error }, { status })).toMatchObject({ code, serverError: error, facts: { status } })
  })

  it('with a busy status tells when to come back', () => {
    const busy = { status: 503, retryAfter: 7_000, contentType: 'text/html' }
    expect(failure('<html>', busy)).toMatchObject({ code: 'server_failed', facts: { status: 503, retryAfter: 7_000 } })
    expect(failure('', { ...busy, status: 429 })).toMatchObject({ code: 'rate_limited', retryable: true })
  })

  it.each([
    ['a page of HTML', '<html lang="en">access_token=x</html>', 200, 'unreadable'],
    ['nothing', '', 200, 'unreadable'],
    ['a list', '[]', 200, 'unreadable'],
    ['a form that calls itself JSON', 'access_token=x', 200, 'unreadable'],
    ['no access token', '{"token_type":"Bearer"}', 200, 'no access_token'],
    ['an access token that is no text', '{"access_token":1}', 200, 'no access_token'],
    ['an error that is no word', '{"error":{"message":"no"}}', 400, 'no access_token'],
    ['tokens with the status of a failure', '{"access_token":"at"}', 404, 'status'],
  ])('with %s is invalid, and asking again may help', (_, text, status, reason) => {
    const error = failure(text, { status })
    expect(error).toMatchObject({ code: 'token_response_invalid', retryable: true, facts: { status, reason } })
  })

  it('passes on what the server explains, unless it repeats something secret', () => {
    const explained = { error: 'invalid_grant', error_description: 'Code expired.' }
    expect(failure(explained, { status: 400 })).toMatchObject({ facts: { description: 'Code expired.' } })
    const secrets = ['s3cret +1']
    for (const spelling of ['s3cret +1', 's3cret+%2B1', 's3cret%20%2B1']) {
      const error = failure({ ...explained, error_description: `Wrong: ${spelling}` }, { status: 400, secrets })
      expect(error).toMatchObject({ facts: { description: undefined } })
    }
  })

  it('passes nothing on that repeats what it grants', () => {
    for (const name of ['access_token', 'refresh_token', 'id_token']) {
      const body = { error: 'invalid_scope', error_description: 'No at-1 for you.', [name]: 'at-1' }
      expect(failure(body)).toMatchObject({ code: 'request_refused', facts: { description: undefined } })
    }
  })

  it('is never taken for tokens where somebody who reads RFC 6749 word by word finds none, and says what was written', () => {
    const some = (...likely: readonly unknown[]) =>
      fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...likely) }, fc.string(), fc.jsonValue())
    const body = fc.record(
      {
        access_token: some('at', 'a~ b', '', 'a\nb', 'é'),
        token_type: some('Bearer', 'bearer', 'DPoP', 'N_A', 'mac', 'dpop2', ''),
        error: some('', 'invalid_grant', 'what'),
        expires_in: some(3600, '60', 0, -1, '1e999', '0x10', [5]),
        refresh_token: some('rt', ''),
      },
      { requiredKeys: [] },
    )
    let granted = 0
    fc.assert(
      fc.property(body, fc.constantFrom(200, 200, 201, 299, 300, 400, 500), (body, status) => {
        const { access_token: token, refresh_token: refresh, expires_in: seconds } = body
        const got = failure(body, { status })
        if (!got) throw new Error('It failed with something else.')
        if (!('tokens' in got)) return
        granted += 1
        expect(distrusted(status, body)).toBeUndefined()
        const { accessToken, refreshToken, expiresIn } = got.tokens
        expect([accessToken, refreshToken]).toEqual([token, refresh === '' ? undefined : refreshToken && refresh])
        if (expiresIn !== undefined) expect([seconds, expiresIn > 0]).toEqual([expect.toSatisfy(isScalar), true])
      }),
      { numRuns: 400 },
    )
    expect(granted).toBeGreaterThan(5)
  })

  it('never fails with anything but an OAuthError, and never tells a secret that was sent or received', () => {
    const secret = fc.stringMatching(/^k[\w +&="<-]{12,30}z$/)
    const name = fc.constantFrom('error', 'error_description', 'access_token', 'refresh_token', 'scope', 'expires_in')
    const around = fc.constantFrom('', 'wrong: ')
    const value = fc.oneof(
      fc.record({ around, echo: fc.constant(true) }),
      fc.jsonValue().map(json => ({ around: json, echo: false })),
    )
    const statuses = fc.constantFrom(200, 400, 401, 429, 503)
    fc.assert(
      fc.property(secret, fc.dictionary(name, value), statuses, fc.boolean(), (secret, members, status, asForm) => {
        const body = Object.entries(members).map(([name, { around, echo }]) => [name, echo ? around + secret : around])
        const text = asForm
          ? new URLSearchParams(
              Object.fromEntries(
                body.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
              ),
            ).toString()
          : JSON.stringify(Object.fromEntries(body))
        try {
          read(text, { status, contentType: asForm ? 'text/plain' : 'application/json', secrets: [secret] })
        } catch (error) {
          expect(isOAuthError(error)).toBe(true)
          expect(outputs(error)).not.toContain(secret)
        }
      }),
    )
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (text, contentType) => {
        try {
          read(text, { contentType })
        } catch (error) {
          expect(isOAuthError(error)).toBe(true)
        }
      }),
    )
  })
})
