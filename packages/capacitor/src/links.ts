import { App } from '@capacitor/app'
import { ownState } from '@tessera/core/platform'

/** The addresses by which the system opens this app, whether it was running or not. */
export interface Links {
  /** The next one of this kind; nobody else hears of it. `stop` ends the waiting. */
  next(isWanted: (address: string) => boolean): { readonly address: Promise<string>; stop(): void }
  /** Hears of all that nobody waited for, those before included. */
  listen(listener: (address: string) => void): void
  /** Tells of one that did not come by the system. */
  tell(address: string): void
  /** The one that started the app. */
  launch(): Promise<string | undefined>
}

interface Waiter {
  readonly isWanted: (address: string) => boolean
  readonly resolve: (address: string) => void
}

let shared: Links | undefined

/** One for the whole page: what came before anybody listened is told once, to the first listener. */
export function appLinks(): Links {
  shared ??= listening()
  return shared
}

function listening(): Links {
  const waiters = new Set<Waiter>()
  const listeners = new Set<(address: string) => void>()
  const unclaimed: string[] = []

  function tell(address: string): void {
    const waiter = [...waiters].find(({ isWanted }) => isWanted(address))
    waiter?.resolve(address)
    if (waiter) return
    unclaimed.push(address)
    for (const hear of listeners) hear(address)
  }

  App.addListener('appUrlOpen', ({ url }) => tell(url)).catch(() => {})

  return {
    next: isWanted => {
      let waiter: Waiter | undefined
      const address = new Promise<string>(resolve => {
        waiter = { isWanted, resolve }
        waiters.add(waiter)
      })
      return { address, stop: () => waiter && waiters.delete(waiter) }
    },
    listen: listener => {
      listeners.add(listener)
      for (const address of unclaimed) listener(address)
    },
    tell,
    launch: async () => (await App.getLaunchUrl())?.url,
  }
}

/** The same links, as whoever listens reads them. */
export function readAs({ next, listen, tell, launch }: Links, read: (address: string) => string): Links {
  return {
    next: isWanted => {
      const { address, stop } = next(found => isWanted(read(found)))
      return { address: address.then(read), stop }
    },
    listen: listener => listen(address => listener(read(address))),
    tell,
    launch: async () => read((await launch()) ?? ''),
  }
}

/** Whether it answers the request with this state; without one, whether it leads back and is no answer to a sign-in. */
export function isAnswer(address: string, redirectUri: string, state: string | undefined): boolean {
  if (state !== undefined) return ownState(address, redirectUri, state) === state
  const isOfSignIn = ownState(address, redirectUri, '') !== undefined
  return !isOfSignIn && address.split(/[?#]/)[0] === new URL(redirectUri).href.split(/[?#]/)[0]
}
