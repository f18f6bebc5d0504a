import {
  type Auth,
  type AuthOptions,
  authOn,
  inertAuth,
  type Plugs,
  type Resource,
  type Resources,
  type SignInOptions,
  secureUrl,
} from '@tessera/core/auth'
import { lazy, memoryStore, systemClock, systemFetch, type UserAgent } from '@tessera/core/platform'
import { indexedDbStore } from './indexed-db-store.js'
import { landedAt } from './landing.js'
import { pageWake } from './page-wake.js'

/** What an application says of its client in a browser. */
export interface BrowserAuthOptions<R extends Resources> extends Omit<AuthOptions<R>, 'redirectUri'> {
  /** Registered at the authorization server; the root of this origin unless given. */
  readonly redirectUri?: string | undefined
  /** Where tokens are kept: `indexeddb` (sealed, shared by all tabs, the default) or `memory` (gone with the page). */
  readonly storage?: 'indexeddb' | 'memory' | undefined
}

/** Without a window, as in server rendering, the Auth is inert: `loading`, and token calls reject with `no_browser`. */
export function createAuthWith<N extends string>(
  loadFlow: Plugs['loadFlow'],
  options: BrowserAuthOptions<Record<N, Resource>>,
): Auth<N> {
  if (typeof window === 'undefined') return inertAuth()
  const redirectUri = options.redirectUri ?? new URL('/', location.href).href
  secureUrl(redirectUri, 'redirectUri')
  return authOn({ ...options, redirectUri }, pagePlugs(loadFlow, options.storage))
}

/** What a page plugs into an Auth. */
export function pagePlugs(loadFlow: Plugs['loadFlow'], storage?: 'indexeddb' | 'memory'): Plugs {
  const lastingStore = indexedDbStore()
  const store = storage === 'memory' ? memoryStore() : lastingStore
  return {
    store,
    lastingStore,
    clock: systemClock,
    wake: pageWake(),
    fetch: systemFetch,
    landedAt: landedAt(),
    openUserAgent,
    loadLatePorts: async () => (await import('./late-ports.js')).latePorts(store),
    loadFlow,
  }
}

const loadOtherUserAgent = lazy(async () => (await import('./late-ports.js')).otherUserAgent)

/** A window must be opened at once, or the browser forbids it. */
async function openUserAgent(asked: SignInOptions): Promise<UserAgent | undefined> {
  if ((asked.userAgent ?? 'redirect') === 'redirect') return undefined
  const opened = asked.userAgent === 'popup' ? open('', '', 'popup,width=480,height=640') : null
  try {
    const otherUserAgent = await loadOtherUserAgent()
    return await otherUserAgent(asked, opened)
  } catch (error) {
    opened?.close()
    throw error
  }
}

/** Loads the authorization code grant. */
export const loadCodeFlow: Plugs['loadFlow'] = async () => (await import('./late-ports.js')).codeFlow()

/**
 * An Auth by authorization code and PKCE (RFC 6749 §4.1, RFC 7636). Make it once, at module level: it takes up the answer
 * in the address if there is one. Throws `invalid_options` or `insecure_url` when the options cannot be right.
 */
export function createAuth<N extends string = never>(options: BrowserAuthOptions<Record<N, Resource>>): Auth<N> {
  return createAuthWith(loadCodeFlow, options)
}
