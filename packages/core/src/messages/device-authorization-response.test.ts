import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isOAuthError } from '../errors.js'
import { parseDeviceAuthorization } from './device-authorization-response.js'

const answered = {
  device_code: 'dc',
  user_code: 'WDJB-MJHT',
  verification_uri: 'https://id.example/device',
  verification_uri_complete: 'https://id.example/device?user_code=WDJB-MJHT',
  expires_in: 1800,
  interval: 7,
}

function read(more: object = {}) {
  return parseDeviceAuthorization(JSON.stringify({ ...answered, ...more }))
}

it('is told in our words, times in milliseconds', () => {
  expect(read()).toStrictEqual({
    deviceCode: 'dc',
    userCode: 'WDJB-MJHT',
    verificationUri: 'https://id.example/device',
    verificationUriComplete: 'https://id.example/device?user_code=WDJB-MJHT',
    expiresIn: 1_800_000,
    interval: 7_000,
  })
})

it('without an interval means five seconds, without an expiry a quarter of an hour', () => {
  const { interval, expiresIn } = read({ interval: undefined, expires_in: null })
  expect([interval, expiresIn]).toEqual([5_000, 900_000])
})

it('may call its page as Google does', () => {
  const { verificationUri } = read({ verification_uri: undefined, verification_url: 'https://www.google.com/device' })
  expect(verificationUri).toBe('https://www.google.com/device')
})

it.each(['1', '12 34', 'é-€', 'A'.repeat(100)])('may have the code %s', user_code => {
  expect(read({ user_code }).userCode).toBe(user_code)
})

it.each([
  ['device_code', { device_code: '' }],
  ['user_code', { user_code: 1 }],
  ['user_code', { user_code: '\u001b[2J' }],
  ['user_code', { user_code: 'AB\u001b' }],
  ['user_code', { user_code: 'A\nB' }],
  ['user_code', { user_code: 'A'.repeat(101) }],
  ['verification_uri', { verification_uri: undefined }],
  ['verification_uri', { verification_uri: 'here' }],
  ['verification_uri_complete', { verification_uri_complete: '//' }],
])('is invalid for its %s (%j)', (member, more) => {
  expect(() => read(more)).toThrow(
    expect.objectContaining({
      code: 'authorization_response_invalid',
      facts: { endpoint: 'device_authorization', member },
    }),
  )
})

it.each(['http://id.example/device', 'javascript:alert(1)'])('sends nobody to %s', page => {
  for (const member of ['verification_uri', 'verification_uri_complete'])
    expect(() => read({ [member]: page })).toThrow(expect.objectContaining({ code: 'insecure_url' }))
})

it('never fails with anything but an OAuthError, and never shows a control character', () => {
  const member = fc.oneof(
    fc.jsonValue(),
    fc.array(fc.nat(0x2fff), { maxLength: 5 }).map(codes => String.fromCodePoint(...codes)),
  )
  const body = fc.record(
    {
      device_code: member,
      user_code: member,
      verification_uri: fc.oneof(fc.string(), fc.constant('https://id.example/device')),
      expires_in: member,
      interval: member,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(
      fc.oneof(
        body.map(members => JSON.stringify({ ...answered, ...members })),
        fc.string(),
      ),
      text => {
        try {
          const { userCode, interval, expiresIn } = parseDeviceAuthorization(text)
          expect(userCode).not.toMatch(/\p{C}/u)
          expect(Math.min(interval, expiresIn)).toBeGreaterThan(0)
        } catch (error) {
          expect(isOAuthError(error)).toBe(true)
        }
      },
    ),
  )
})
