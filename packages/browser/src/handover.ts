import { schema } from '@tessera/core/platform'

/** How long, in milliseconds, a window waits for somebody to take its answer, and then to be closed, before it goes on itself. */
const patience = 1_000

interface Handover {
  readonly state: string
  /** Absent: it was taken. */
  readonly address?: string
}

function channel(): BroadcastChannel {
  return new BroadcastChannel(`tessera.${schema} sign-in`)
}

/** Waits for the answer to the request with this state, which comes to a window or frame opened for it. `stop` ends the waiting. */
export function handedOver(state: string): { readonly address: Promise<string>; stop(): void } {
  const listening = channel()
  const address = new Promise<string>(resolve => {
    listening.onmessage = ({ data }: MessageEvent<Handover>) => {
      if (data.state !== state || data.address === undefined) return
      listening.postMessage({ state } satisfies Handover)
      resolve(data.address)
    }
  })
  return { address, stop: () => listening.close() }
}

/**
 * Gives an answer to whoever waits for it, and closes this window. Settles only in a window that goes on: nobody took the answer, or
 * the browser does not let a page close a window that the user opened. A frame whose answer was taken waits to be removed.
 */
export function handOver(state: string, address: string): Promise<void> {
  const telling = channel()
  return new Promise<void>(resolve => {
    const notTaken = setTimeout(resolve, patience)
    telling.onmessage = ({ data }: MessageEvent<Handover>) => {
      if (data.state !== state || data.address !== undefined) return
      clearTimeout(notTaken)
      window.close()
      if (window.parent === window) setTimeout(resolve, patience)
    }
    telling.postMessage({ state, address } satisfies Handover)
  }).finally(() => telling.close())
}
