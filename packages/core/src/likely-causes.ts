import type { ErrorCode } from './errors.js'

/** What each failure most often comes from, for people: the likely ones, each as the middle of a sentence. */
export const likelyCauses: Readonly<Record<ErrorCode, readonly [string, ...string[]]>> = {
  invalid_options: ['a variable of the environment that nobody set', 'two options that exclude each other'],
  insecure_url: ['`http` where `https` is meant', 'a server behind a proxy that believes it is called by http'],
  insecure_context: ['the page is opened by the machine’s address in the network, as from a phone'],
  no_browser: ['a token is asked for in a module or a loader that a server runs as well'],
  plugin_missing: ['the package was installed after the native app was built', '`npx cap sync` was not run'],
  code_not_loaded: [
    'a release has removed the files that this page was built with',
    'the connection broke, or something blocks the file',
  ],
  offline: ['no network, or flight mode'],
  credential_unavailable: [
    'a key that cannot sign as it was told to',
    'a vault or key service that does not answer',
    'a function of yours that throws',
  ],
  network_failed: [
    'CORS: the server does not know the page’s origin',
    'a wrong host or port',
    'a certificate that is not trusted',
    'a server that is down',
  ],
  timed_out: [
    'a server that is asleep or overloaded',
    'a firewall that swallows the request',
    'in a hidden frame: a server that refuses to be framed',
  ],
  redirect_refused: [
    '`http` instead of `https`',
    'a slash that is missing or too many',
    'a proxy that wants a sign-in of its own',
  ],
  answer_too_large: ['a page or a download behind the address, instead of the endpoint'],
  server_failed: ['an outage or a deployment', 'a mistake in the server’s own configuration'],
  rate_limited: [
    'a loop that asks for tokens',
    'many users behind one address',
    'tests that run against a real server',
  ],
  discovery_invalid: [
    'an issuer with a path too many or too few',
    'a server without discovery',
    'a page of HTML in place of the document',
  ],
  issuer_mismatch: [
    'a slash at the end',
    '`http` for `https`',
    'another name of the same server',
    'an issuer with a placeholder for the tenant',
  ],
  endpoint_missing: [
    'the server does not have the feature',
    'the feature is switched off for this tenant',
    'metadata that you wrote yourself is incomplete',
  ],
  keys_invalid: ['a page or a redirect in place of the keys', 'a server whose keys are not set up yet'],
  popup_blocked: ['something was awaited between the click and `signIn`', 'the user forbids windows'],
  browser_not_shown: ['a device without a browser', 'another full-screen page on top'],
  sign_in_cancelled: ['the window was closed', 'the user went back', 'the code on a device ran out'],
  sign_in_loop: [
    'a router or a server takes the answer out of the address before `createAuth` sees it',
    'the page that is called back loads itself anew, and keeps its session in memory',
    'the redirect URI belongs to another page than the one that signs in',
  ],
  authorization_refused: [
    '`access_denied`: the user declined',
    '`invalid_scope`: a scope that this client may not ask for',
    '`login_required`: nobody is signed in there, and nothing may be shown',
  ],
  authorization_response_invalid: [
    'a response type or mode that this client did not ask for',
    'an answer that names no issuer although its server says that it would',
    'a proxy that changes the address',
  ],
  state_unknown: [
    'the user bookmarked the answer, or opened it in another browser',
    'the page left from `localhost` and came back to `127.0.0.1`',
    'the browser cleared the site’s storage in between',
  ],
  code_missing: ['a redirect rule of the web server that drops the query', 'a router that cleans the address first'],
  grant_refused: [
    'a code or refresh token that was used before, or has run out',
    'the user’s password was changed, or access was withdrawn',
    'a redirect URI that is not the same twice',
  ],
  client_refused: [
    'a secret of another environment, or one that has run out',
    'a secret with characters that the server decodes in another way',
    'an authentication method that is not the registered one',
  ],
  request_refused: [
    'a scope or resource that is not enabled for this client',
    'a grant that is switched off',
    'with DPoP: a header that the server does not expose, or a wrong clock',
  ],
  token_unbound: ['DPoP is not enabled for this client', 'a proxy that drops the header `DPoP`'],
  token_response_invalid: [
    'a wrong address',
    'a proxy or a maintenance page that answers with 200',
    'a provider with words of its own',
  ],
  userinfo_invalid: [
    'a number where the id_token has a text',
    'a signed answer that was not asked for',
    'a page in place of the answer',
  ],
  introspection_invalid: ['a server that does not sign for this client', 'a wrong address'],
  id_token_missing: ['a server that knows only OAuth 2.0', 'the scope `openid` is not enabled for this client'],
  id_token_invalid: [
    'a clock that is wrong by more than a day, or fast where no nonce was asked for',
    'a client id or issuer of another environment',
    'a signature with a shared secret',
  ],
  not_signed_in: ['a call before `ready`', 'the user has signed out in another tab'],
  session_ended: [
    'a refresh token that has run out or was withdrawn',
    'a sign-out in another tab',
    'the browser cleared the site’s storage',
  ],
  token_unavailable: [
    'no refresh token: the scope `offline_access` was not asked for, or not granted',
    'a scope that the user was never asked for',
  ],
  token_rejected: [
    'a token for another audience',
    'an API that trusts another issuer or environment',
    'a scope that is missing',
  ],
  step_up_required: ['a resource that asks for a second factor', 'a sign-in that is too long ago'],
  lock_timeout: ['a slow authorization server', 'a tab that the browser has frozen while it held the lock'],
  storage_failed: [
    'a full disk or quota',
    'a browser that forbids this site to store data',
    'a Redis or folder that cannot be reached',
    'a folder that another user has made',
  ],
  storage_newer: ['two releases at the same time: an old tab, or a deployment that is not finished'],
  undeclared_origin: ['an API that is not in `resources` yet', 'an address that was put together wrongly'],
}
