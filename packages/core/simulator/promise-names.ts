/** The promises in the words of docs/rotation.md, the first one first. */
export const promiseNames = [
  'A fresh token costs nothing',
  'We never knowingly spend a refresh token twice',
  'Whoever waited for the lock reads again before spending',
  'A new token set is stored before anyone sees it',
  'A response without a refresh token keeps the previous one',
  'A rejection names the token it is about',
  'A session ends only by a named outcome',
  '`invalid_grant` is confirmed, not believed',
  'Before a token is spent, an intent is durably stored',
  'A holder that was overtaken cannot overwrite',
  'A lock is never awaited for ever',
  "A caller's abort or time-out never cancels a rotation on the wire",
  'Signing out is immediate',
  'Tokens of different requests never mix',
  'A rotation that nobody can see re-renders nothing',
] as const
