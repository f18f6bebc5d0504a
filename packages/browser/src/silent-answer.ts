import { handOver } from './handover.js'

/**
 * For the first line of the page at the redirect URI, before it loads the application: in the hidden frame of a silent sign-in
 * (OpenID Connect Core §3.1.2.1), hands the answer in the address over to the page that waits for it. Settles at once everywhere else;
 * never in a frame whose answer was taken; after a second where nobody took it.
 */
export async function handOverSilentAnswer(): Promise<void> {
  if (!globalThis.frameElement?.hasAttribute('hidden')) return
  const [, state] = /[?#&]state=(tsr\.[^&#]*)/.exec(location.href) ?? []
  if (state !== undefined) await handOver(state, location.href)
}
