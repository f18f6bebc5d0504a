export type { Clients, ConfidentialClient, PublicClient } from './clients.ts'
export type { Counters } from './counters.ts'
export { type ProviderOptions, type RunningProvider, startProvider } from './provider.ts'
export type { User, Users } from './users.ts'
