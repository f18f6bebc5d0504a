import type { Plugs } from '@tessera/core/auth'
import {
  answeredSignIn,
  type GrantIdentity,
  ownState,
  pendingSignIns,
  type Store,
  stateMarker,
  systemClock,
} from '@tessera/core/platform'
import type { Links } from './links.js'

/** Whose answers they are, and what remembers that they are awaited. */
export interface LandingGround {
  readonly identity: GrantIdentity
  readonly redirectUri: string
  readonly store: Store
  readonly links: Links
}

/**
 * Answers that no sign-in of this page waits for, because the page or the whole app went away after it had begun one. The
 * system names an address twice, or long after it was taken, so what counts is whether a sign-in still waits for it.
 */
export function landing(ground: LandingGround): Pick<Plugs, 'landedAt' | 'onLanding'> {
  const { identity, redirectUri, store, links } = ground
  const pendings = pendingSignIns(store, systemClock, identity)
  const marker = stateMarker(identity)
  const arrived: string[] = []
  let hear = (address: string): unknown => arrived.push(address)
  links.listen(address => hear(address))

  async function isAwaited(address: string): Promise<boolean> {
    const state = ownState(address, redirectUri, marker)
    const pending = state === undefined ? undefined : await pendings.find(state)
    return pending !== undefined && pending.response === undefined
  }

  /** Of a process that was killed Android tells by the link, of one that starts by the launch URL; both are there before that answers. */
  async function landedAt(): Promise<string | undefined> {
    const launch = await links.launch()
    for (const address of [...arrived.splice(0), launch ?? '']) if (await isAwaited(address)) return address
    const interrupted = await answeredSignIn(store, systemClock, identity)
    return interrupted && `${redirectUri}?state=${interrupted.state}`
  }

  return {
    landedAt: landedAt().catch(() => undefined),
    onLanding: land => {
      // Where that cannot be read, the Auth is told: it says why.
      hear = async address => (await isAwaited(address).catch(() => true)) && land(address)
      for (const address of arrived.splice(0)) hear(address)
    },
  }
}
