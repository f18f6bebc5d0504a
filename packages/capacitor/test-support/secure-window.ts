import type { NativeCall, PlatformName } from './device.js'

/** A window of `@capgo/capacitor-inappbrowser` in front of the app. */
export interface SecureWindow {
  /** What the plugin's call comes to. */
  readonly answer: Promise<{ readonly redirectedUri: string }>
  /** It is gone, by this redirect if there is one. Android hands over a redirect that it does not take before it is gone. */
  leave(redirect?: string): void
}

const cancelled = {
  android: 'OAuth cancelled or no callback received',
  ios: 'The operation couldn’t be completed. (com.apple.AuthenticationServices.WebAuthenticationSession error 1.)',
}

/** As the sources of the plugin have it. */
export function secureWindow(platform: PlatformName, { redirectUri = '' }: NativeCall['options']): SecureWindow {
  let resolve = (_: { redirectedUri: string }): void => {}
  let reject = (_: Error): void => {}
  const answer = new Promise<{ redirectedUri: string }>((...settle) => {
    ;[resolve, reject] = settle
  })

  function leave(redirect?: string): void {
    if (redirect === undefined) reject(new Error(cancelled[platform]))
    else if (isTaken(redirect, platform, redirectUri)) resolve({ redirectedUri: redirect })
    else if (platform === 'ios')
      reject(new Error(`Redirect URI does not match, expected ${redirectUri} but got ${redirect}`))
  }

  return { answer, leave }
}

/** Android leaves to others what has no host. */
function isTaken(redirect: string, platform: PlatformName, redirectUri: string): boolean {
  if (platform === 'ios') return redirect.split(/[?#]/)[0] === redirectUri
  return new URL(redirect).host !== '' && redirect.startsWith(redirectUri)
}
