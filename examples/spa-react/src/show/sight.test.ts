import { OAuthError } from '@tessera/browser'
import { expect, it } from 'vitest'
import { momentsBetween, type Sight } from './sight.ts'

const situation = { isDown: false, losesNext: false, tokenRequests: 0, forgiven: 0, reuseDetections: 0 }
const user = { sub: 'alice', name: 'Alice Liddell' }
const signedIn: Sight = { state: { status: 'signed-in', user, stale: false }, token: 'one', situation }
const stale: Sight = {
  ...signedIn,
  state: { status: 'signed-in', user, stale: true, error: new OAuthError('offline') },
}
const nobody: Sight = { state: { status: 'signed-out' } }

it('tells nothing where nothing happened', () => {
  expect(momentsBetween(signedIn, { ...signedIn, took: 5 })).toEqual([])
})

it('tells who renewed: this tab, if it made the request itself', () => {
  expect(momentsBetween(signedIn, { ...signedIn, token: 'two', took: 12 })).toEqual([{ kind: 'renewed', took: 12 }])
  expect(momentsBetween(signedIn, { ...signedIn, token: 'two' })).toEqual([{ kind: 'renewed', took: undefined }])
})

it('tells a sign-in from a session that was there', () => {
  expect(momentsBetween(nobody, { ...signedIn, took: 30 })).toEqual([{ kind: 'signed-in', name: 'Alice Liddell' }])
  expect(momentsBetween(nobody, signedIn)).toEqual([{ kind: 'found', name: 'Alice Liddell' }])
})

it('tells that the session waits, why, and that it goes on', () => {
  expect(momentsBetween(signedIn, stale)).toEqual([{ kind: 'waiting', code: 'offline' }])
  expect(momentsBetween(stale, { ...signedIn, token: 'two', took: 9 })).toEqual([
    { kind: 'recovered' },
    { kind: 'renewed', took: 9 },
  ])
})

it('names what ended a session, unless somebody signed out', () => {
  const error = new OAuthError('session_ended', { reason: 'answer-lost' })
  expect(momentsBetween(stale, { state: { status: 'signed-out', error } })).toEqual([
    { kind: 'ended', reason: 'answer-lost' },
  ])
  expect(momentsBetween(signedIn, nobody)).toEqual([{ kind: 'signed-out' }])
})

it('tells what happens to the server before what that does to the session', () => {
  const armed = { ...signedIn, situation: { ...situation, losesNext: true } }
  expect(momentsBetween(signedIn, armed)).toEqual([{ kind: 'armed' }])
  expect(momentsBetween(armed, stale)).toEqual([{ kind: 'lost' }, { kind: 'waiting', code: 'offline' }])
  const down = { ...signedIn, situation: { ...situation, isDown: true } }
  expect(momentsBetween(signedIn, down)).toEqual([{ kind: 'down' }])
  expect(momentsBetween(down, signedIn)).toEqual([{ kind: 'up' }])
})
