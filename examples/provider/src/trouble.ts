import type { RequestListener } from 'node:http'
import type { RunningProvider } from './provider.ts'

/** How the authorization server fares, and what it has counted since it started. */
export interface Situation {
  readonly isDown: boolean
  /** The next answer of the token endpoint will not arrive. */
  readonly losesNext: boolean
  readonly tokenRequests: number
  /** Refresh tokens that came a second time and were forgiven, for their answer may have been lost. */
  readonly forgiven: number
  /** Refresh tokens that came a second time and were not forgiven. */
  readonly reuseDetections: number
}

const forgivingSeconds = 30

/**
 * Lets the example page trouble the authorization server it is signed in at: `POST` to a path that ends in the trouble's name,
 * `GET` to ask how things are. For pages on loopback that show what a session survives; no application has such a thing.
 */
export function troubleWith(provider: RunningProvider): RequestListener {
  let isDown = false
  provider.setGraceSeconds(forgivingSeconds)

  const troubles = new Map<string, () => void | Promise<void>>([
    ['down', takeDown],
    ['up', bringUp],
    ['lose', () => loseOne(forgivingSeconds)],
    ['lose-unforgivingly', () => loseOne(0)],
  ])

  async function takeDown(): Promise<void> {
    isDown = true
    await provider.pause()
  }

  async function bringUp(): Promise<void> {
    await provider.resume()
    isDown = false
  }

  function loseOne(graceSeconds: number): void {
    provider.setGraceSeconds(graceSeconds)
    provider.loseNextTokenAnswer()
  }

  function situation(): Situation {
    const { tokenRequests, graceUses: forgiven, reuseDetections } = provider.counters
    return { isDown, losesNext: provider.losesNextTokenAnswer(), tokenRequests, forgiven, reuseDetections }
  }

  return async ({ method, url = '', headers }, response) => {
    const trouble = method === 'POST' ? troubles.get(url.slice(url.lastIndexOf('/') + 1)) : undefined
    // Another site's page could post here, too.
    const isForeign = (headers['sec-fetch-site'] ?? 'same-origin') !== 'same-origin'
    if (isForeign || (method === 'POST' && !trouble)) return void response.writeHead(isForeign ? 403 : 404).end()
    await trouble?.()
    response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    response.end(JSON.stringify(situation()))
  }
}
