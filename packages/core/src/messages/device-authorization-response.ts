import { OAuthError } from '../errors.js'
import { secureUrl } from '../secure-url.js'
import { filled, jsonObject, present } from './json.js'
import { lifetime } from './lifetime.js'

/** What a user has to know to sign in for a device (RFC 8628 §3.3). */
export interface DevicePrompt {
  /** To be shown, and entered on the page. */
  readonly userCode: string
  /** The page, short enough to be typed. */
  readonly verificationUri: string
  /** The page with the code in it, for a link or a QR code. The code is to be shown nevertheless: the user compares it. */
  readonly verificationUriComplete?: string
  /** Milliseconds that the user has. */
  readonly expiresIn: number
}

/** An answer to a device that asks for a code (RFC 8628 §3.2). Times are milliseconds. */
export interface DeviceAuthorization extends DevicePrompt {
  /** Secret: whoever has it gets the tokens. */
  readonly deviceCode: string
  /** Between two questions. */
  readonly interval: number
}

const usualInterval = 5_000
const usualLifetime = 900_000

/**
 * Reads an answer of the device authorization endpoint. Google calls the page `verification_url`.
 * Throws `authorization_response_invalid` when it lacks a code or the page, or has a code that cannot be shown, and `insecure_url`
 * when the page is not https.
 */
export function parseDeviceAuthorization(text: string): DeviceAuthorization {
  const body = jsonObject(text) ?? {}
  const deviceCode = filled(body.device_code)
  const userCode = filled(body.user_code)
  const page = filled(body.verification_uri) ?? filled(body.verification_url)
  const complete = filled(body.verification_uri_complete)
  if (!deviceCode) throw invalid('device_code')
  if (!userCode || !canBeShown.test(userCode)) throw invalid('user_code')
  if (!page) throw invalid('verification_uri')
  return present({
    deviceCode,
    userCode,
    verificationUri: pageAt(page, 'verification_uri'),
    verificationUriComplete: complete && pageAt(complete, 'verification_uri_complete'),
    expiresIn: lifetime(body.expires_in) ?? usualLifetime,
    interval: lifetime(body.interval) ?? usualInterval,
  })
}

/** A terminal would obey control characters. */
const canBeShown = /^[\p{L}\p{N}\p{P}\p{S} ]{1,100}$/u

function pageAt(address: string, member: string): string {
  if (!URL.canParse(address)) throw invalid(member)
  return secureUrl(address, member).href
}

function invalid(member: string): OAuthError {
  return new OAuthError('authorization_response_invalid', { endpoint: 'device_authorization', member })
}
