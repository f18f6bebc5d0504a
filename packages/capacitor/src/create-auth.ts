import { Capacitor } from '@capacitor/core'
import { createAuth as createBrowserAuth } from '@tessera/browser'
import { OAuthError } from '@tessera/core'
import {
  type Auth,
  type AuthOptions,
  authOn,
  type Plugs,
  type Resource,
  type Resources,
  secureUrl,
} from '@tessera/core/auth'
import { defaultLimits, memoryLock, randomId, type Store, systemClock } from '@tessera/core/platform'
import { appWake } from './app-wake.js'
import { landing } from './landing.js'
import { appLinks, readAs } from './links.js'
import { nativeFetch } from './native-fetch.js'
import { preferencesStore } from './preferences-store.js'
import { outlivesApp, securePlugin, secureStore } from './secure-store.js'
import { systemBrowser } from './system-browser.js'
import { viewAddressBar } from './view-address-bar.js'
import { sessionWindow, type WebAuthenticationSession } from './web-authentication-session.js'

/** What an application says of its client in a native app. */
export interface CapacitorAuthOptions<R extends Resources> extends AuthOptions<R> {
  /** A link that opens this app: `com.example.app:/callback` (RFC 8252 §7.1), or an https address that it has claimed (§7.2). */
  readonly redirectUri: string
  /** Where the same app on the web is called back; the root of its origin unless given. */
  readonly webRedirectUri?: string | undefined
  /**
   * Where a native app keeps its tokens: `preferences` (the default, not encrypted) or `secure` (the keychain or the Android keystore,
   * by `capacitor-secure-storage-plugin`).
   */
  readonly storage?: 'preferences' | 'secure' | undefined
  /** What shows the authorization server's pages in a native app, by a plugin of yours; the system's browser by `@capacitor/browser`, unless given. */
  readonly webAuthenticationSession?: WebAuthenticationSession | undefined
}

/** One web view, one realm. */
const lock = /* @__PURE__ */ memoryLock()

/**
 * An Auth by authorization code and PKCE in the system's browser (RFC 8252); on the web it is the browser's Auth. Make it once, at
 * module level: it takes up the answer that the app was opened with. Throws `invalid_options` or `insecure_url` when the options
 * cannot be right, `plugin_missing` when the native app lacks a plugin.
 */
export function createAuth<N extends string = never>(options: CapacitorAuthOptions<Record<N, Resource>>): Auth<N> {
  const { storage, webRedirectUri, webAuthenticationSession, ...others } = options
  if (Capacitor.isNativePlatform()) return authOn(others, nativePlugs(others, storage, webAuthenticationSession))
  return createBrowserAuth({ ...others, redirectUri: webRedirectUri })
}

function nativePlugs(
  options: AuthOptions,
  storage: 'preferences' | 'secure' = 'preferences',
  show?: WebAuthenticationSession,
): Plugs {
  const { issuer, clientId, slot = '', redirectUri, signedResponse } = options
  if (!URL.canParse(redirectUri)) throw new OAuthError('invalid_options', { name: 'redirectUri' })
  if (/^https?:/i.test(redirectUri)) secureUrl(redirectUri, 'redirectUri')
  const store = storage === 'secure' ? secured() : preferred()
  for (const plugin of show ? ['App'] : ['App', 'Browser']) mustHave(plugin)

  const identity = { issuer, client: clientId, slot }
  const read = signedResponse?.withState ?? (address => address)
  const links = readAs(appLinks(), read)
  const userAgent = show
    ? sessionWindow(async asked => read(await show(asked)), links, redirectUri)
    : systemBrowser(links, redirectUri)
  const ports = { lock, userAgent, addressBar: viewAddressBar(), limits: defaultLimits, realm: randomId() }
  return {
    ...landing({ identity, redirectUri, links, store }),
    store,
    lastingStore: store,
    clock: systemClock,
    wake: appWake(),
    fetch: nativeFetch,
    loadLatePorts: async () => ({ ...ports, refreshing: (await import('@tessera/core/refresh-flow')).refreshing }),
    loadFlow: async () => (await import('@tessera/core/code-flow')).codeFlow,
  }
}

function preferred(): Store {
  mustHave('Preferences')
  return preferencesStore()
}

function secured(): Store {
  mustHave(securePlugin)
  if (outlivesApp()) mustHave('Preferences')
  return secureStore()
}

/** Throws `plugin_missing`. */
function mustHave(plugin: string): void {
  if (!Capacitor.isPluginAvailable(plugin)) throw new OAuthError('plugin_missing', { plugin })
}
