import { describe, expect, it } from 'vitest'
import { OAuthError } from '../errors.js'
import { emptyRecord, type GrantRecord } from './grant-record.js'
import { loading, sessionState } from './session-state.js'

const empty = emptyRecord({ issuer: 'https://id.example', client: 'app', slot: '' })
const active: GrantRecord = {
  ...empty,
  version: 1,
  epoch: 1,
  state: 'active',
  secrets: { ...empty.secrets, user: { sub: 'somebody' }, refresh: 'a secret', idToken: 'a secret' },
}

describe('The state of a session', () => {
  it('is the very same object where nobody could see a difference', () => {
    const before = sessionState(loading, active, undefined, undefined)
    const rotated = {
      ...active,
      version: 9,
      secrets: { ...active.secrets, refresh: 'another', user: { sub: 'somebody' } },
    }
    expect(sessionState(before, rotated, undefined, undefined)).toBe(before)
    expect(sessionState(before, active, new OAuthError('offline'), undefined)).not.toBe(before)
  })

  it('stays signed in when it is stale', () => {
    const error = new OAuthError('offline')
    const state = sessionState(loading, active, error, undefined)
    expect(state).toEqual({ status: 'signed-in', user: { sub: 'somebody' }, stale: true, error })
  })

  it('names why it ended, unless the user wanted it', () => {
    const ended = sessionState(loading, { ...active, state: 'answer-lost' }, undefined, undefined)
    expect(ended).toMatchObject({
      status: 'signed-out',
      error: { code: 'session_ended', facts: { reason: 'answer-lost' } },
    })
    for (const state of ['signed-out', 'absent'] as const)
      expect(sessionState(loading, { ...active, state }, undefined, undefined)).toEqual({ status: 'signed-out' })
  })

  it('names why it ended also where something was in the way before, but not over what went wrong since', () => {
    const ended: GrantRecord = { ...active, state: 'answer-lost' }
    const [trouble, failure] = [new OAuthError('network_failed'), new OAuthError('authorization_refused')]
    expect(sessionState(loading, ended, trouble, undefined).error?.code).toBe('session_ended')
    expect(sessionState(loading, ended, trouble, failure).error).toBe(failure)
    expect(sessionState(loading, { ...active, state: 'absent' }, trouble, undefined).error).toBe(trouble)
  })

  it('shows no token', () => {
    expect(JSON.stringify(sessionState(loading, active, undefined, undefined))).not.toContain('secret')
  })
})
