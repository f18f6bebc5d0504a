import { broken, type Finding, fine, unknown, warning } from '@tessera/core/diagnose'
import { indexedDbStore } from './indexed-db-store.js'

/** What the browser grants this page. Never rejects. */
export async function pageFindings(issuer: string): Promise<readonly Finding[]> {
  return [secureContext(), await storage(), locks(), cookies(issuer)]
}

function secureContext(): Finding {
  if (globalThis.crypto?.subtle) return fine('secure-context', 'The page is a secure context, and has cryptography.')
  return broken('secure-context', {
    says: `The page at ${location.origin} is no secure context, so the browser offers it no cryptography.`,
    do: 'Serve it over https, or open it at localhost. The address of a machine in the network will not do.',
    code: 'insecure_context',
  })
}

async function storage(): Promise<Finding> {
  if (!globalThis.crypto?.subtle) return unknown('storage', 'Without a secure context nothing can be stored.')
  try {
    await indexedDbStore().get('diagnosis')
    const { usage = 0, quota } = await space()
    if (quota !== undefined && quota - usage < 2 ** 20)
      return warning('storage', {
        says: `The browser leaves this site ${Math.max(0, quota - usage)} bytes to store: soon a session cannot be kept.`,
        do: 'Free some space on the device, or store less in this origin.',
        code: 'storage_failed',
      })
    const isKept = await navigator.storage?.persisted?.()
    return fine(
      'storage',
      `The page can store its session${isKept ? '.' : '; the browser may clear it when space is short.'}`,
    )
  } catch (error) {
    return broken('storage', {
      says: `The page cannot store its session: ${error instanceof Error ? error.name : 'the database does not open'}.`,
      do: "Allow this site to store data. Where the browser never does, there is `storage: 'memory'` for the tokens.",
      code: 'storage_failed',
    })
  }
}

async function space(): Promise<StorageEstimate> {
  return (await navigator.storage?.estimate?.().catch(() => undefined)) ?? {}
}

function locks(): Finding {
  if (navigator.locks) return fine('locks', 'The browser has Web Locks.')
  return warning('locks', {
    says: 'The browser has no Web Locks, so tabs take turns by a lock in the store, which is slower.',
    do: 'Nothing, where users have it so: Lockdown Mode on Apple’s devices takes them away. Elsewhere serve the page over https.',
  })
}

/** Only a hidden frame needs cookies of another site. Whether two hosts are one site is a list that browsers have, and pages not. */
function cookies(issuer: string): Finding {
  if (!navigator.cookieEnabled)
    return warning('cookies', {
      says: 'The browser keeps no cookies for this site. Without any at the authorization server nobody can sign in there.',
      do: 'Allow cookies, at the server’s address as well.',
    })
  const host = URL.canParse(issuer) ? new URL(issuer).hostname : ''
  const here = location.hostname
  const isNear = host === here || host.endsWith(`.${here}`) || here.endsWith(`.${host}`)
  if (isNear)
    return fine('cookies', 'The authorization server is of the same site, so that a hidden frame has its cookies.')
  return unknown(
    'cookies',
    `Whether a hidden frame has the cookies of ${host} depends on the browser: most keep those of other sites away. Redirects and pop-ups do not need them there.`,
  )
}
