import type { ErrorCode, Facts } from '@tessera/core'
import type { Lies } from './lies.ts'

/** Where the server lies or fails. */
export type Endpoint =
  | 'discovery'
  | 'keys'
  | 'authorization'
  | 'token'
  | 'userinfo'
  | 'revocation'
  | 'introspection'
  | 'resource'

export const errands = [
  'sign in',
  'sign in, implicit',
  'sign in again',
  'exchange a code',
  'renew',
  'renew twice',
  'ask who the user is',
  'revoke',
  'introspect',
  'call the resource',
  'act in its own name',
  'use a password',
] as const

/** What a client is about when it meets the server. */
export type Errand = (typeof errands)[number]

/** What a correct client makes of it. */
export type Expected =
  /** It goes on, and has this. */
  | { readonly accepts: Readonly<Record<string, unknown>> }
  | {
      readonly rejects: ErrorCode
      readonly facts?: Facts
      /** Why a naive client rejects it, too, without having meant to. */
      readonly byLuck?: string
    }

export interface Scenario {
  readonly endpoint: Endpoint
  readonly errand: Errand
  /** What the server does, as the end of “a server that …”. */
  readonly does: string
  readonly lies: Lies
  readonly expected: Expected
  /** How often the endpoint is asked; what is left out is not counted. */
  readonly requests?: Partial<Readonly<Record<Endpoint, number>>>
  /** Sections of specifications. */
  readonly source: string
  /** The modules of the OpenID relying-party test plans that this is, each after its plan. */
  readonly modules?: readonly Module[]
}

/** `basic: oidcc-client-test-nonce-invalid` */
export type Module = `${'basic' | 'implicit' | 'config' | 'other' | 'refresh' | 'fapi 2'}: ${string}`
