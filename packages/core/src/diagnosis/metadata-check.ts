import { getRequest } from '../endpoints/request.js'
import { asOAuthError } from '../errors.js'
import { refusal } from '../messages/error-response.js'
import { type JsonObject, jsonObject } from '../messages/json.js'
import { parseServerMetadata, type ServerMetadata } from '../messages/server-metadata.js'
import { type ServerOffers, serverOffers } from '../messages/server-offers.js'
import type { Fetch } from '../ports/fetch.js'
import { broken, type Finding, failing, fine, warning } from './finding.js'
import { givenIssuerFinding, issuerFault, issuerFinding } from './issuer-check.js'
import { type AnsweredSight, type Ground, type Looked, look, type Sight } from './look.js'
import { unanswered } from './network-check.js'
import type { Subject } from './subject.js'

/** What could be learnt of the server, and what is wrong with it. */
export interface Learned extends Looked {
  readonly server: ServerMetadata | undefined
  /** Absent where it says nothing of itself. */
  readonly offers: ServerOffers | undefined
}

/** Looks for the metadata where the library does, and reads them also where the library would not believe them. */
export async function learn(subject: Subject, ground: Ground): Promise<Learned> {
  const { issuer, server } = subject
  const nothing = { server, offers: undefined }
  const fault = issuerFault(issuer)
  if (fault) return { ...nothing, findings: [fault] }
  const { sight, finding } = await found(subject, ground)
  if (finding) return { ...nothing, sight, findings: [finding] }

  const document = jsonObject(sight.text)
  if (!document) return { ...nothing, sight, findings: [unreadable(sight)] }
  const there = fine('discovery', `The metadata are at ${sight.address}`)
  const findings = [
    there,
    server ? givenIssuerFinding(subject, document.issuer) : issuerFinding(issuer, document.issuer),
  ]
  const { read, finding: wrong } = parsed(document)
  if (wrong) findings.push(wrong)
  if (read && server) findings.push(...moved(server, read))
  return { sight, findings, server: server ?? read, offers: serverOffers(document) }
}

/** An answer that may be the document, or what there is to say without one. */
type Found =
  | { readonly sight: AnsweredSight; readonly finding?: undefined }
  | { readonly sight?: Sight; readonly finding: Finding }

async function found({ issuer, server }: Subject, ground: Ground): Promise<Found> {
  const places = await placesOf(issuer)
  for (const place of places) {
    const sight = await look(getRequest(place), ground)
    if (sight.failure && server) return { sight, finding: fine('discovery', unread(place)) }
    if (sight.failure) return { sight, finding: await unanswered('discovery', sight, ground) }
    const { status } = sight
    if (status < 300) return { sight }
    if (server) continue
    const unavailable = refusal({ origin: new URL(place).origin, status, secrets: [] }, undefined)
    if (unavailable) return { sight, finding: failing('discovery', unavailable) }
  }
  if (server)
    return { finding: fine('discovery', 'The server publishes no metadata, and you have given them yourself.') }
  return {
    finding: broken('discovery', {
      says: `There are no metadata, neither where OpenID Connect keeps them nor where RFC 8414 does: ${places.join(' and ')}`,
      do: 'Compare the issuer with the provider’s documentation: often a path is missing or too many. If the server has none, give them as `server`.',
      code: 'discovery_invalid',
    }),
  }
}

/** Where the library looks, in its order: it is let look where nothing is. */
async function placesOf(issuer: string): Promise<readonly string[]> {
  const { discover } = await import('../endpoints/discovery.js')
  const places: string[] = []
  const nowhere: Fetch = async place => {
    places.push(place)
    return new Response(null, { status: 404 })
  }
  await discover(issuer, { fetch: nowhere }).catch(() => {})
  return places
}

function unread(place: string): string {
  return `The metadata at ${place} cannot be read from here. They are not needed: you have given your own.`
}

function unreadable({ address, text }: AnsweredSight): Finding {
  const what = text.trimStart().startsWith('<') ? 'a page of HTML' : text ? 'something else than JSON' : 'nothing'
  return broken('discovery', {
    says: `At ${address} there is ${what} instead of metadata.`,
    do: 'Open this address in a browser. Often the issuer is that of a web app, which answers every path with its page.',
    code: 'discovery_invalid',
  })
}

/** Under the name that the document bears, so that the rest of it is looked at although that name is wrong. */
function parsed(document: JsonObject): { readonly read?: ServerMetadata; readonly finding?: Finding } {
  if (typeof document.issuer !== 'string') return {}
  try {
    return { read: parseServerMetadata(document, document.issuer) }
  } catch (thrown) {
    return { finding: failing('endpoints', asOAuthError(thrown, 'discovery_invalid')) }
  }
}

const compared = ['authorizationEndpoint', 'tokenEndpoint', 'jwksUri', 'userinfoEndpoint'] as const

function moved(given: ServerMetadata, read: ServerMetadata): readonly Finding[] {
  return compared
    .filter(name => given[name] !== undefined && read[name] !== undefined && given[name] !== read[name])
    .map(name =>
      warning('endpoints', {
        says: `Your own metadata say ${given[name]} as \`${name}\`, and the server’s say ${read[name]}`,
        do: 'Ask the provider which of them is right now, or leave `server` away.',
      }),
    )
}
