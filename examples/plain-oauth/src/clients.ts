export interface PublicClient {
  readonly id: string
  readonly grants: readonly string[]
  /** Compared as they stand, byte for byte. */
  readonly redirectUris: readonly string[]
}

export interface ConfidentialClient {
  readonly id: string
  readonly grants: readonly string[]
  readonly secret: string
}

export type Client = PublicClient | ConfidentialClient

export interface Clients {
  readonly web: PublicClient
  readonly webImplicit: PublicClient
  readonly terminal: PublicClient
  readonly terminalImplicit: PublicClient
  readonly service: ConfidentialClient
  readonly firstParty: ConfidentialClient
}

const byCode = ['authorization_code', 'refresh_token']
const byPassword = ['password', 'refresh_token']
const loopback = ['http://127.0.0.1/callback']

export function clientsOf(pages: readonly string[]): Clients {
  return {
    web: { id: 'web', grants: byCode, redirectUris: pages },
    webImplicit: { id: 'web-implicit', grants: ['implicit'], redirectUris: pages },
    terminal: { id: 'terminal', grants: byCode, redirectUris: loopback },
    terminalImplicit: { id: 'terminal-implicit', grants: ['implicit'], redirectUris: loopback },
    service: { id: 'service', grants: ['client_credentials'], secret: 'the secret of a service' },
    firstParty: { id: 'first-party', grants: byPassword, secret: 'the secret of the first party' },
  }
}

/** The client with this identifier, if it is one. */
export function clientOf(clients: Clients, id: string | undefined): Client | undefined {
  return Object.values<Client>({ ...clients }).find(client => client.id === id)
}
