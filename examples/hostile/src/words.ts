import type { Expected, Scenario } from './scenario.ts'

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
