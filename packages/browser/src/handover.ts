import { schema } from '@tessera/core/platform'

/** How long, in milliseconds, a window waits for somebody to take its answer, before it keeps it. */
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

/** Gives an answer to whoever waits for it, and closes this window. False where nobody does. */
export function handOver(state: string, address: string): Promise<boolean> {
  const telling = channel()
  return new Promise<boolean>(resolve => {
    telling.onmessage = ({ data }: MessageEvent<Handover>) => {
      if (data.state === state && data.address === undefined) resolve(true)
    }
    setTimeout(() => resolve(false), patience)
    telling.postMessage({ state, address } satisfies Handover)
  }).then(isTaken => {
    telling.close()
    if (isTaken) window.close()
    return isTaken
  })
}
