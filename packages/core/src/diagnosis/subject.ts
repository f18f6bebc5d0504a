import { authenticationOf, type Credentials } from '../endpoints/client-authentication.js'
import type { Quirks } from '../messages/quirks.js'
import type { Client, ClientAuthentication, Registration } from '../messages/registration.js'
import type { ServerMetadata } from '../messages/server-metadata.js'
import { declaredResources, type Resources } from '../session/resources.js'
import { type WholeGrant, wholeGrant } from '../session/whole-grant.js'

/** Options of an application that nothing here looks at. */
type Unseen =
  | 'authorizationSignedResponseAlg'
  | 'events'
  | 'pushedAuthorization'
  | 'requestObject'
  | 'signedResponse'
  | 'slot'
  | 'storage'
  | 'store'

/** A client as an application describes it: what it gives to `createAuth` or to a token source. Its secret is looked at, and never sent. */
export type DescribedClient = Partial<Credentials> & { readonly [U in Unseen]?: unknown } & {
  /** The authorization server's issuer identifier (RFC 8414 §2). */
  readonly issuer: string
  readonly clientId: string
  readonly redirectUri?: string | undefined
  /** Space-separated. */
  readonly scope?: string | undefined
  readonly resources?: Resources | undefined
  readonly server?: ServerMetadata | undefined
  readonly quirks?: Quirks | undefined
  readonly idTokenSignedResponseAlg?: Client['idTokenSignedResponseAlg']
  /** Anything, where tokens are to be bound to a key (RFC 9449). */
  readonly dpop?: unknown
}

/** What can be diagnosed: a client as an application describes it, or a registration, with its redirect URI if it has one. */
export type DiagnosedClient = DescribedClient | (Registration & Pick<DescribedClient, 'redirectUri' | 'scope'>)

/** The same, however it came. */
export interface Subject extends Omit<Client, 'server'> {
  readonly issuer: string
  readonly redirectUri: string | undefined
  /** What the application says of the server by itself. */
  readonly server: ServerMetadata | undefined
  readonly isBound: boolean
  /** Throws `invalid_options` where the secret is empty, or not the only credential. */
  authentication(): ClientAuthentication
  /** What a user is asked to allow. Throws `invalid_options` or `insecure_url` where a resource cannot be right. */
  asks(): WholeGrant
}

export function subjectOf(client: DiagnosedClient): Subject {
  const { clientId, redirectUri, quirks, idTokenSignedResponseAlg, server } = client
  const common = { clientId, redirectUri, quirks, idTokenSignedResponseAlg, server, asks: () => askedBy(client) }
  const isBound = Boolean(('dpop' in client && client.dpop) || ('proof' in client && client.proof))
  if (!('issuer' in client))
    return { ...common, isBound, issuer: client.server.issuer, authentication: () => client.authentication }
  return { ...common, isBound, issuer: client.issuer, authentication: () => authenticationOf(client) }
}

function askedBy({ scope, quirks, ...client }: DiagnosedClient): WholeGrant {
  const declared = declaredResources('resources' in client ? client.resources : {})
  return wholeGrant(declared, [quirks?.withoutIdToken ? undefined : 'openid', scope])
}
