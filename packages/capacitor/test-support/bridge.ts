import type { PlatformName } from './device.js'

/** What of a native app its web view finds when it starts. */
export interface BridgeOptions {
  readonly platform: PlatformName
  readonly plugins: readonly string[]
  /** Whether the app has let CapacitorHttp replace `fetch`. */
  readonly http?: boolean
}

const methods: Readonly<Record<string, readonly string[]>> = {
  App: ['getLaunchUrl', 'getState'],
  Browser: ['open', 'close'],
  Preferences: ['get', 'set'],
  SecureStoragePlugin: ['get', 'set'],
  CapgoInAppBrowser: ['openSecureWindow'],
  CapacitorHttp: ['request'],
}

/**
 * What a native app runs in its web view before anything else: the real `native-bridge.js`, between what the native side lays ready
 * for it and what it announces afterwards. The calls come out as texts at a global function `nativePost`.
 */
export function bridgeScript(nativeBridge: string, { platform, plugins, http = false }: BridgeOptions): string {
  const listeners = ['addListener', 'removeListener'].map(name => ({ name, rtype: 'none' }))
  const headers = plugins.map(name => ({
    name,
    methods: [...listeners, ...(methods[name] ?? []).map(each => ({ name: each, rtype: 'promise' }))],
  }))
  const port =
    platform === 'android'
      ? `window.androidBridge = { postMessage: text => nativePost(text) }
         window.CapacitorHttpAndroidInterface = { isEnabled: () => ${http} }`
      : `window.webkit = { messageHandlers: { bridge: { postMessage: call => nativePost(JSON.stringify(call)) } } }
         window.prompt = text => String(${http} && JSON.parse(text).type === 'CapacitorHttp')`
  return `
    ${port}
    window.Capacitor = { DEBUG: true, isLoggingEnabled: false, Plugins: {} }
    ${nativeBridge}
    Capacitor.DEBUG = true
    Capacitor.PluginHeaders = ${JSON.stringify(headers)}`
}
