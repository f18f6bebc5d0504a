import { type SecureWindow, secureWindow } from './secure-window.js'

export type PlatformName = 'android' | 'ios'

/** What the web view asks of the native side, through the bridge. */
export interface NativeCall {
  readonly callbackId: string
  readonly pluginId: string
  readonly methodName: string
  readonly options: Readonly<Record<string, string>>
}

/** What the native side says: an answer, or with `save` an event. */
export interface NativeResult {
  readonly callbackId: string
  readonly success: boolean
  readonly data?: unknown
  readonly error?: { readonly message: string }
  readonly save: boolean
}

/** A phone with one app: its native side as the sources of the plugins describe it, in memory. */
export interface Device {
  readonly preferences: Map<string, string>
  readonly keychain: Map<string, string>
  /** `Plugin.method` of every call, in order. */
  readonly calls: readonly string[]
  /** What the system's browser shows. */
  readonly shown: string | undefined
  /** How many listeners the web view has, by event. */
  readonly listeners: Readonly<Record<string, number>>
  isActive: boolean
  /** Lets a `Plugin.method` do something else from now on: answer, or throw. */
  respond(name: string, method: Method): void
  /** Every method does its own again. */
  mend(): void
  /** A web view begins to listen; the one before is gone. With `launch` its process is a new one, begun by that link if it is one. */
  attach(deliver: (result: NativeResult) => void, launch?: { readonly by: string | undefined }): void
  receive(call: NativeCall): Promise<void>
  /** The app is removed and installed again. */
  reinstall(): void
  /** The system opens the app by a link: the one that is running, or else one that is launched for it later. */
  openLink(address: string): void
  /** The user closes the system's browser. */
  closeBrowser(): void
  tell(event: string, data?: object): void
}

/** Answers a call, or throws. */
export type Method = (options: NativeCall['options']) => unknown

const noListener = { callbackId: '', event: '' }

export function device(platform: PlatformName): Device {
  const preferences = new Map<string, string>()
  const keychain = new Map<string, string>()
  const others = new Map<string, Method>()
  const calls: string[] = []
  const listening = new Map<string, typeof noListener>()
  let deliver = (_: NativeResult): void => {}
  let launchUrl: string | undefined
  let retained: string[] = []
  let shown: string | undefined
  let secure: SecureWindow | undefined
  let isActive = true

  function tell(event: string, data: object = {}): void {
    for (const { callbackId, event: heard } of listening.values())
      if (heard === event) deliver({ callbackId, success: true, data, save: true })
  }

  const methods: Readonly<Record<string, Method>> = {
    'App.getState': () => ({ isActive }),
    'App.getLaunchUrl': () => (launchUrl === undefined ? undefined : { url: launchUrl }),
    'Browser.open': ({ url }) => {
      if (platform === 'ios' && shown !== undefined) throw new Error('Unable to display URL')
      shown = url
      if (platform === 'android') becomeActive(false)
    },
    'Browser.close': () => {
      if (platform === 'ios' && shown === undefined) throw new Error('No active window to close!')
      shown = undefined
    },
    'CapgoInAppBrowser.openSecureWindow': options => {
      secure = secureWindow(platform, options)
      shown = options.authEndpoint
      if (platform === 'android') becomeActive(false)
      return secure.answer
    },
    'Preferences.get': ({ key = '' }) => ({ value: preferences.get(key) ?? null }),
    'Preferences.set': ({ key = '', value = '' }) => void preferences.set(key, value),
    'SecureStoragePlugin.get': ({ key = '' }) => {
      const value = keychain.get(key)
      if (value === undefined) throw new Error('Item with given key does not exist')
      return { value }
    },
    'SecureStoragePlugin.set': ({ key = '', value = '' }) => {
      keychain.set(key, value)
      return { value: true }
    },
  }

  function becomeActive(next: boolean): void {
    isActive = next
    if (isActive) secure?.leave()
    tell('appStateChange', { isActive })
    tell(isActive ? 'resume' : 'pause')
  }

  function listen({ callbackId, options: { eventName: event = '' } }: NativeCall): void {
    listening.set(callbackId, { callbackId, event })
    if (event !== 'appUrlOpen') return
    for (const url of retained.splice(0)) tell(event, { url })
  }

  return {
    preferences,
    keychain,
    calls,
    respond: (name, method) => void others.set(name, method),
    mend: () => others.clear(),
    tell,
    get shown() {
      return shown
    },
    get listeners() {
      const counts: Record<string, number> = {}
      for (const { event } of listening.values()) counts[event] = (counts[event] ?? 0) + 1
      return counts
    },
    get isActive() {
      return isActive
    },
    set isActive(next) {
      becomeActive(next)
    },
    attach: (next, launch) => {
      deliver = next
      listening.clear()
      if (!launch) return
      launchUrl = launch.by
      retained = retained.filter(url => url !== launch.by).concat(launch.by ?? [])
      shown = undefined
      secure = undefined
      isActive = true
    },
    receive: async call => {
      const { callbackId, pluginId, methodName, options } = call
      const name = `${pluginId}.${methodName}`
      calls.push(name)
      if (methodName === 'addListener') return listen(call)
      if (methodName === 'removeListener') return void listening.delete(options.callbackId ?? '')
      const method = others.get(name) ?? methods[name]
      if (!method) return
      const to = deliver
      try {
        to({ callbackId, success: true, data: await method(options), save: false })
      } catch (error) {
        to({ callbackId, success: false, error: { message: String(error) }, save: false })
      }
    },
    reinstall: () => {
      preferences.clear()
      if (platform === 'android') keychain.clear()
    },
    openLink: url => {
      secure?.leave(url)
      if (secure && platform === 'ios') {
        shown = undefined
        secure = undefined
        return
      }
      if (platform === 'ios') launchUrl = url
      const isHeard = [...listening.values()].some(({ event }) => event === 'appUrlOpen')
      if (isHeard) tell('appUrlOpen', { url })
      else retained.push(url)
      if (platform === 'ios') return
      // Whatever lay over the app in its task is gone.
      const wasShown = shown !== undefined
      shown = undefined
      becomeActive(true)
      if (wasShown) tell('browserFinished')
    },
    closeBrowser: () => {
      shown = undefined
      if (platform === 'android') becomeActive(true)
      secure?.leave()
      tell('browserFinished')
    },
  }
}
