import type { Claims, Sign } from './signers.ts'

export type Json = Readonly<Record<string, unknown>>

/** Answers in place of an honest server, which it may ask; `nth` counts from 1. */
export type Answering = (honest: () => Promise<Response>, nth: number) => Response | Promise<Response>

/** How a server deviates. What is left out is done honestly. */
export interface Lies {
  readonly discovery?: Answering
  /** Changes the metadata. */
  readonly metadata?: (honest: Json) => Json
  readonly keys?: Answering
  /** Other keys than the usual one. */
  readonly jwks?: readonly Json[]
  /** Changes the authorization response. */
  readonly response?: (parameters: URLSearchParams) => void
  /** Changes what carries a signed one. */
  readonly beside?: (parameters: URLSearchParams, answer: URLSearchParams) => void
  readonly 'pushed authorization'?: Answering
  readonly 'device authorization'?: Answering
  readonly token?: Answering
  /** Changes what the token endpoint grants. */
  readonly granted?: (honest: Json) => Json
  /** Changes the id_token's claims. */
  readonly claims?: (honest: Claims) => Claims
  readonly sign?: Sign
  /** Changes what is signed besides id_tokens: an authorization response, user info, an introspection. */
  readonly answer?: (honest: Claims) => Claims
  readonly signAnswer?: Sign
  /** What every proof of possession has to contain (RFC 9449 §8). */
  readonly nonce?: string
  readonly userinfo?: Answering
  readonly revocation?: Answering
  readonly introspection?: Answering
  readonly resource?: Answering
  /** Milliseconds by which the server's clock is ahead of the client's. */
  readonly ahead?: number
  /** Whether the client can read the Date header. */
  readonly tellsDate?: true
}
