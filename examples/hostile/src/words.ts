import { inspect } from 'node:util'
import type { Expected, Scenario } from './scenario.ts'
import { application } from './server.ts'

/** What a scenario is called. */
export function nameOf({ errand, endpoint, does }: Pick<Scenario, 'errand' | 'endpoint' | 'does'>): string {
  return `${errand}: ${endpoint} ${does}`
}

/** What a verdict has to look like. */
export function verdictOf(expected: Expected): object {
  if ('accepts' in expected) return { kind: 'accepted', got: expected.accepts }
  const { rejects: code, facts = {} } = expected
  return { kind: 'rejected', error: { code, facts } }
}

const secrets = new RegExp(`${application.secret}|difference engine|stolen|\\b[ar]t\\d\\b|eyJ`)

/** A secret that whoever logs an error would write down, if there is one. */
export function secretIn(thrown: unknown): string | undefined {
  return secrets.exec(inspect(thrown, { depth: 20, showHidden: true }))?.[0]
}
