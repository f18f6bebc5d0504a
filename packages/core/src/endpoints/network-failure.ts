import { OAuthError } from '../errors.js'
import { harmless } from '../messages/server-words.js'

/** Failures before the first byte of a request leaves: no connection, or none that can be trusted. */
const beforeSending =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|(CERT|ERR_TLS|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)_\w+)$/

/** The failure of a `fetch`, with what it tells of its cause and nothing of the request. */
export function networkFailure(thrown: unknown, origin: string, secrets: readonly string[]): OAuthError {
  const reason = causesOf(thrown).map(codeOf).find(Boolean)
  const unsent = (reason && beforeSending.test(reason)) || undefined
  return new OAuthError('network_failed', { origin, reason, unsent }, { cause: wordsOf(thrown, secrets) })
}

function causesOf(thrown: unknown, depth = 4): readonly Error[] {
  return thrown instanceof Error && depth > 0 ? [thrown, ...causesOf(thrown.cause, depth - 1)] : []
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' && /^\w+$/.test(error.code) ? error.code : undefined
}

/** A copy with names and messages only, of its causes too: what else is attached to an error may contain what was sent, and with it secrets. */
export function wordsOf(thrown: unknown, secrets: readonly string[] = []): Error | undefined {
  return causesOf(thrown).reduceRight<Error | undefined>((cause, error) => {
    const copy = new Error(harmless(error.message, secrets), cause && { cause })
    copy.name = error.name
    return copy
  }, undefined)
}
