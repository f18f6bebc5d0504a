/** The promises in the words of docs/rotation.md, the first one first. What is bold there names the tests. */
export const promises = [
  '**A fresh token costs nothing**: no lock, no request, and no store read, unless this realm was hidden, frozen or cut off from its siblings since it last looked (on servers: longer than 30 s).',
  '**We never knowingly spend a refresh token twice**, however many callers, resources, tabs, processes and machines ask, except as a recorded recovery (9).',
  '**Whoever waited for the lock reads again before spending.**',
  '**A new token set is stored before anyone sees it.** If storing keeps failing after a grant, this realm alone serves it, and keeps trying: the session is stale with `storage_failed`.',
  '**A response without a refresh token keeps the previous one**; a missing scope means the scope this request asked for; an expiry is never inherited.',
  '**A rejection names the token it is about**; a late one causes no second rotation; a resource that refuses fresh tokens causes at most one rotation per 30 s.',
  '**A session ends only by a named outcome**: refused, expired, answer-lost, signed-out, switched, subject-mismatch, store-gone. Everything else (network, 5xx, 429, time-out, offline, a misconfigured client) keeps it and says `stale`.',
  '**`invalid_grant` is confirmed, not believed**: the session ends only when every known successor has been refused too.',
  '**Before a token is spent, an intent is durably stored.** A found intent is retried at once, then with backoff, until the server decides; age alone never ends a session.',
  '**A holder that was overtaken cannot overwrite**: writes are compare-and-swap on a version. Its answer is kept as a spare unless the session ended.',
  '**A lock is never awaited for ever**, a caller may stop waiting, and a holder that stays silent is displaced; displacing may cause one recorded second spend.',
  "**A caller's abort or time-out never cancels a rotation on the wire.**",
  '**Signing out is immediate**, here and in the store, without waiting for the lock; revocation follows, bounded in time. A late answer is revoked by whoever receives it, and only an interactive sign-in begins a session again.',
  '**Tokens of different requests never mix.** There are two identities. A *grant* (issuer, client, slot: a name, so that one page can hold two accounts; subject checked) owns the lock, the refresh token, the version and the intent. An *access token* is kept inside it under its scopes, resource and authorization details. Which key binds a token (DPoP) is recorded in neither, for a grant has one.',
  '**A rotation that nobody can see re-renders nothing.**',
] as const
