import type { ErrorCode, Facts } from '@tessera/core'
import type { PlanName } from './conformance-plans.ts'
import type { Lies } from './lies.ts'

export const endpoints = [
  'discovery',
  'keys',
  'pushed authorization',
  'authorization',
  'device authorization',
  'token',
  'userinfo',
  'revocation',
  'introspection',
  'resource',
] as const

/** Where the server lies or fails. */
export type Endpoint = (typeof endpoints)[number]

export const errands = [
  'sign in',
  'sign in, implicit',
  'sign in, hybrid',
  'sign in, hybrid with a token',
  'sign in, by form',
  'sign in, implicit by form',
  'sign in, hybrid by form',
  'sign in, hybrid with a token by form',
  'sign in, pushed',
  'sign in, signed request',
  'sign in, signed answer',
  'sign in, registered for RS256',
  'sign in, bound',
  'sign in again',
  'sign in on a device',
  'exchange a code',
  'exchange a token',
  'show an assertion',
  'renew',
  'renew, bound',
  'renew twice',
  'ask who the user is',
  'ask who the user is, signed',
  'revoke',
  'introspect',
  'introspect, signed',
  'call the resource',
  'call the resource, bound',
  'act in its own name',
  'act in its own name, bound',
  'act in its own name, by certificate',
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
export type Module = `${PlanName}: ${string}`
