import androidBridge from '@capacitor/android/capacitor/src/main/assets/native-bridge.js?raw'
import iosBridge from '@capacitor/ios/Capacitor/Capacitor/assets/native-bridge.js?raw'
import { bridgeScript } from './bridge.js'
import { type Device, device, type NativeResult, type PlatformName } from './device.js'

const plugins = ['App', 'Browser', 'CapgoInAppBrowser', 'Preferences', 'SecureStoragePlugin']

/** Turns this page into the web view of an app on a fake device. What is of Capacitor has to be imported afterwards. */
export function webView(platform: PlatformName, has: readonly string[] = plugins): Device {
  const phone = device(platform)
  const nativePost = (text: string) => void phone.receive(JSON.parse(text))
  Object.assign(globalThis, { nativePost })
  const source = platform === 'android' ? androidBridge : iosBridge
  new Function(bridgeScript(source, { platform, plugins: has }))()
  const fromNative: unknown = Reflect.get(Object(Reflect.get(globalThis, 'Capacitor')), 'fromNative')
  if (typeof fromNative !== 'function') throw new Error('The bridge did not start.')
  phone.attach((result: NativeResult) => setTimeout(() => fromNative(structuredClone(result))), { by: undefined })
  return phone
}
