import { getRequest } from '../endpoints/request.js'
import { hasCredentials, secure } from '../secure-url.js'
import { broken, type Finding, fine, unknown, warning } from './finding.js'
import { type Ground, look } from './look.js'
import type { Subject } from './subject.js'

/** Whether the redirect URI has a form that servers take, belongs to the page, and is served. */
export async function redirectUriFindings({ redirectUri }: Subject, ground: Ground): Promise<readonly Finding[]> {
  if (redirectUri === undefined) return []
  const fault = faultOf(redirectUri)
  if (fault) return [fault]
  const url = new URL(redirectUri)
  if (!/^https?:$/.test(url.protocol)) return [fine('redirect-uri', `The redirect URI ${redirectUri} opens an app.`)]
  const { page } = ground
  if (!page)
    return [fine('redirect-uri', `The redirect URI has the right form. It is compared byte by byte: ${redirectUri}`)]
  if (url.origin !== page.origin) return [elsewhere(url, page.origin)]
  return [await served(url, ground)]
}

function faultOf(redirectUri: string): Finding | undefined {
  const code = 'invalid_options'
  if (!URL.canParse(redirectUri))
    return broken('redirect-uri', {
      says: 'The redirect URI is no address.',
      do: 'Give a whole one, such as https://app.example.com/callback or com.example.app:/callback.',
      code,
    })
  if (hasCredentials(redirectUri))
    return broken('redirect-uri', {
      says: 'The redirect URI has a user name or a password in it.',
      do: 'Take them out, and have the password changed: addresses are written into histories and logs.',
      code,
    })
  const url = new URL(redirectUri)
  if (redirectUri.includes('#'))
    return broken('redirect-uri', {
      says: 'The redirect URI has a fragment, and none is allowed (RFC 6749 §3.1.2).',
      do: 'Choose a path instead, and let the router go on from there.',
      code,
    })
  if (/^(javascript|data|file|about|blob):$/.test(url.protocol))
    return broken('redirect-uri', {
      says: `No server sends a user to an address that begins with ${url.protocol}`,
      do: 'Serve the page over https, or from localhost.',
      code,
    })
  if (url.protocol === 'http:' && !isLoopback(url))
    return broken('redirect-uri', {
      says: 'The redirect URI is plain http, so that others on the way can read the code.',
      do: 'Use https. On your own machine, http://localhost and http://127.0.0.1 are accepted.',
      code: 'insecure_url',
    })
  return undefined
}

function elsewhere(url: URL, origin: string): Finding {
  const isSameMachine = isLoopback(url) && isLoopback(new URL(origin))
  const why = isSameMachine ? ' For a browser, localhost and 127.0.0.1 and each port of them are different sites.' : ''
  return broken('redirect-uri', {
    says: `The page is at ${origin}, and users come back to ${url.origin}, which knows nothing of their sign-in.${why}`,
    do: `Open the page at ${url.origin}, or register a redirect URI at ${origin}.`,
    code: 'state_unknown',
  })
}

async function served(url: URL, ground: Ground): Promise<Finding> {
  const address = url.origin + url.pathname
  const { status, failure } = await look(getRequest(address, new Headers({ accept: 'text/html' })), ground)
  if (failure?.code === 'redirect_refused')
    return warning('redirect-uri', {
      says: `${address} sends the browser on to another address. What the server adds to it may be lost on the way.`,
      do: 'Register the address at which it ends, or see that the redirect keeps the query.',
      code: 'code_missing',
    })
  if (failure) return unknown('redirect-uri', `Whether anything is served at ${address} cannot be seen from here.`)
  if (status >= 400)
    return broken('redirect-uri', {
      says: `Nothing is served at ${address}: it answers ${status}, and that is what users would see after signing in.`,
      do: 'Let the web server answer this path with the app’s page.',
      code: 'state_unknown',
    })
  return fine('redirect-uri', `The redirect URI is served. It is compared byte by byte: ${url.href}`)
}

function isLoopback({ hostname }: URL): boolean {
  return secure.test(`http:${hostname}`)
}
