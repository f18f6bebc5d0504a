export { likelyCauses } from './likely-causes.js'

import type { ErrorCode } from './errors.js'

/** Why a failure happens and what to do about it, for people. */
export interface Explanation {
  readonly why: string
  readonly fix: string
}

/** One explanation for every code. Of the library itself only a diagnosis imports it: whoever signs in never loads the sentences. */
export const explain: Readonly<Record<ErrorCode, Explanation>> = {
  invalid_options: {
    why: 'An option is missing, is of the wrong form, or contradicts another one; the fact `name` says which.',
    fix: 'Correct the option. This is a mistake in the program, so it fails the same way every time.',
  },
  insecure_url: {
    why: 'An address would carry tokens over plain http, where anybody on the way can read them.',
    fix: 'Use https. On your own machine, http://localhost and http://127.0.0.1 are accepted.',
  },
  insecure_context: {
    why: 'The page was not loaded over https, so the browser offers it no cryptography.',
    fix: 'Serve the page over https or from localhost.',
  },
  no_browser: {
    why: 'A browser’s Auth was asked for a token where there is no window, for instance while a server renders the page.',
    fix: 'Ask in the browser, after the page has loaded. On a server use a token source of its own, such as client credentials.',
  },
  plugin_missing: {
    why: 'A Capacitor plugin that this needs is not part of the native app; the fact `plugin` says which.',
    fix: 'Install the plugin’s package, run `npx cap sync`, and build the native app anew.',
  },
  code_not_loaded: {
    why: 'A part of the library’s code could not be fetched; often a new release has just replaced it on the server.',
    fix: 'Nothing was spent. It is tried again by itself; reloading the page helps if the old files are gone for good, and where the browser remembers the failure as long as the page lives, as Chromium does.',
  },
  offline: {
    why: 'This device has no network connection.',
    fix: 'Wait for the connection. The session stays, and goes on by itself.',
  },
  credential_unavailable: {
    why: 'Something that your program was to add to a request could not be had: a signature, an assertion, or a token to exchange; the fact `name` says which, and the `cause` why.',
    fix: 'Nothing was sent. See to the key or the function that you gave. If it asks another service, trying again may help.',
  },
  network_failed: {
    why: 'The server could not be reached, or the browser kept its answer from the page because CORS does not allow it to be read.',
    fix: 'Try again. If it always fails, check the address, the certificate and the server’s CORS settings for this origin. `unsent` means that the server saw nothing of the request.',
  },
  timed_out: {
    why: 'The server did not answer within the time limit.',
    fix: 'Try again. A request may take 20 seconds, a hidden frame 10; a renewal that is answered later still counts. Only functions that you call by hand take another limit, `timeout`.',
  },
  redirect_refused: {
    why: 'The server answered with a redirect. Following it could carry a secret to somebody else.',
    fix: 'Use the address that the server redirects to, if you trust it. Often only https or a slash at the end is missing.',
  },
  answer_too_large: {
    why: 'The server’s answer is larger than a megabyte, and nothing that is asked for is: it was not read to its end.',
    fix: 'Open the address, which the fact `origin` begins: another program than the server may be answering there. It is tried again by itself.',
  },
  server_failed: {
    why: 'The server says that it has a problem of its own.',
    fix: 'Try again later, after `retryAfter` milliseconds where it is given. The session stays.',
  },
  rate_limited: {
    why: 'The server has had too many requests and wants a pause.',
    fix: 'Try again after `retryAfter` milliseconds where it is given. If it happens often, look for something that asks in a loop.',
  },
  discovery_invalid: {
    why: 'At the issuer’s address there is no metadata document, or one that cannot be understood.',
    fix: 'Check the issuer: opening it with /.well-known/openid-configuration at the end should show a JSON document. If the server has none, give its metadata yourself.',
  },
  issuer_mismatch: {
    why: 'Another authorization server than the one you named is speaking.',
    fix: 'Give the issuer exactly as the server’s own metadata spells it, with or without the slash at the end. If it is right already, do not trust the answer.',
  },
  endpoint_missing: {
    why: 'The server’s metadata does not name the endpoint that this needs; the fact `endpoint` says which.',
    fix: 'Do without this feature at this server, or add the address to the metadata if the server has it but does not say so.',
  },
  keys_invalid: {
    why: 'The server’s public keys cannot be read, so no id_token can be verified.',
    fix: 'Open the server’s `jwks_uri`: it should show a JSON document with a list of keys.',
  },
  popup_blocked: {
    why: 'The browser opened no window: it allows that only while it handles a click, and the user may have forbidden it altogether.',
    fix: "Call `signIn({ userAgent: 'popup' })` in the click’s handler itself, before anything is awaited. Without `userAgent` the page itself goes, which is always allowed.",
  },
  browser_not_shown: {
    why: 'The system could not show its browser in front of the app: there is none, or something else is in its place.',
    fix: 'Let the user try again. On Android the device needs a browser; on iOS no other full-screen page may be shown.',
  },
  sign_in_cancelled: {
    why: 'The user turned away from the authorization server’s pages, or never got to see them: closed or stopped them, came back without an answer, or let the code that a device showed run out.',
    fix: 'Nothing is lost. Offer to sign in once more; never do so by yourself.',
  },
  sign_in_loop: {
    why: 'This tab left to sign in three times within a minute without anybody having clicked, and still nobody is signed in here.',
    fix: 'Look at the address that the authorization server sends the user to: `createAuth` with this redirect URI has to run there before anything changes the address. A click is never counted.',
  },
  authorization_refused: {
    why: 'The authorization server or the user said no; `serverError` is the server’s word for it.',
    fix: 'With `access_denied` the user declined, so offer to sign in again. Other words are about the request or the client’s registration.',
  },
  authorization_response_invalid: {
    why: 'What came back after signing in, or when a device asked for a code or a request was pushed, is not a valid answer, or not of the kind that was asked for.',
    fix: 'Sign in again. If it happens every time, compare the client’s response types at the server with what you ask for.',
  },
  state_unknown: {
    why: 'The answer belongs to no sign-in that was begun here: it may be old, from another browser, or forged.',
    fix: 'Start the sign-in again. If it happens every time, check that the page comes back to the same origin from which it left.',
  },
  code_missing: {
    why: 'The address has come back without an authorization code.',
    fix: 'Start the sign-in again, and check that nothing between the server and the page removes the query.',
  },
  grant_refused: {
    why: 'What was offered for tokens is not accepted any more: a code, a refresh token or a password that is wrong, old or used already.',
    fix: 'Ask the user to sign in again. For a code, also check that the redirect address is the same in both requests.',
  },
  client_refused: {
    why: 'The server does not accept this client: its id, its secret, how the secret is sent, or that it uses this grant.',
    fix: 'Compare the client’s registration at the server with your options. If the secret is right, the server may want it in another form or encoding.',
  },
  request_refused: {
    why: 'The server understood the request and does not want to fulfil it; `serverError` is its word for the reason.',
    fix: 'Usually a scope, a resource or the grant is not enabled for this client at the server. With `use_dpop_nonce`, let the server expose its header `DPoP-Nonce` to the page’s origin; with `invalid_dpop_proof`, most often this machine’s clock is wrong.',
  },
  token_unbound: {
    why: 'Tokens that only the holder of a key can use (DPoP) were asked for, and the server answered with bearer tokens, which anybody can use.',
    fix: 'Turn DPoP on at the server for this client, or leave the option `dpop` away.',
  },
  token_response_invalid: {
    why: 'The token endpoint’s answer contains no access token that can be found: a page of HTML, nothing at all, or something else.',
    fix: 'Check that the token endpoint’s address is right and that no proxy answers in its place. It is tried again by itself.',
  },
  userinfo_invalid: {
    why: 'The user info endpoint’s answer cannot be read, or is about somebody else than the user who signed in.',
    fix: 'Check the endpoint’s address. If the server writes the user’s id as a number there, switch on the quirk `numericSubject`.',
  },
  introspection_invalid: {
    why: 'The introspection endpoint did not say whether the token is active, or not as it was asked to: signed, and for this client.',
    fix: 'Check the endpoint’s address, and that this client is allowed to ask there. With the reason `unsigned`, have the server sign for this client; with a `claim`, compare it with your options.',
  },
  id_token_missing: {
    why: 'An id_token was asked for and did not come.',
    fix: 'Check that the server knows OpenID Connect for this client. If it knows none at all, switch on the quirk `withoutIdToken`.',
  },
  id_token_invalid: {
    why: 'The id_token cannot be trusted; the fact `claim` says what is wrong with it.',
    fix: 'With `ahead`, this device’s clock is by so many milliseconds ahead of the server’s, or behind if it is negative: ask the user to set it right and to sign in again. For `auth_time` check the clocks, for `iss` and `aud` the issuer and the client id, for `signature` and `kid` the server’s keys and, where the client has one, its `idTokenSignedResponseAlg`. A signature with the client’s secret (HS256) is taken only where `keysOfSecret` is given, to a grant that is called by hand or to `password` of `@tessera/node`: elsewhere choose RS256 at the server.',
  },
  not_signed_in: {
    why: 'There is no session, so there is no token to give.',
    fix: 'Call `signIn`, or wait for `require`, before asking for a token.',
  },
  session_ended: {
    why: 'The session is over. The fact `reason` says why: `refused` (by the server), `expired`, `answer-lost` (the server rotated, and its answer never came), `signed-out`, `switched` (somebody else signed in), `subject-mismatch` (the server answered for somebody else) or `store-gone` (its storage was cleared or cannot be read).',
    fix: 'Ask the user to sign in again.',
  },
  token_unavailable: {
    why: 'This session cannot provide a token for those scopes or that resource.',
    fix: 'Ask for the scope or resource when the user signs in. Without a refresh token, no other access token can be obtained later.',
  },
  token_rejected: {
    why: 'A resource does not accept an access token although it is fresh.',
    fix: 'Check that the token is meant for this resource: its audience, its scopes, and whether the resource trusts this issuer.',
  },
  step_up_required: {
    why: 'The resource wants the user to have signed in more strongly, or more recently: the facts `acrValues` and `maxAge` (in milliseconds) say how.',
    fix: 'Call `signIn({ for: error })`, and the resource again after that. A service without a user cannot do it.',
  },
  lock_timeout: {
    why: 'Another tab or process is renewing the tokens and has not finished in time.',
    fix: 'Try again. One that stays silent is passed over by itself.',
  },
  storage_failed: {
    why: 'The tokens could not be read from or written to the store: it is full, blocked or broken.',
    fix: 'Free some space or allow this site to store data; on a server, see that the folder or Redis can be reached. With the reason `of another user`, a folder of `fileStore` belongs neither to the user that the process runs as nor to root: make sure who made it, and give it to that user; with `no folder`, a file or a link lies in its place. Tokens that are still good go on being used.',
  },
  storage_newer: {
    why: 'A newer release of the library wrote the stored session, and this one cannot read it.',
    fix: 'Reload the page, or finish the deployment, so that the newer release runs everywhere.',
  },
  undeclared_origin: {
    why: 'A request would carry a token to an address that is not among the declared resources.',
    fix: 'Add the address to `resources` if it should receive tokens, or use the platform’s own `fetch` if it should not.',
  },
}
