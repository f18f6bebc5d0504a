/** What a resource wants of a request before it answers: a scheme, and parameters by their names in lower case (RFC 9110 §11.6.1). */
export interface Challenge {
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

const part = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"=]+)))?/g

/** Reads a WWW-Authenticate header. What comes twice in a challenge counts as it came first; what cannot be read is passed over. */
export function challengesIn(header: string): readonly Challenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = []
  for (const [, name = '', quoted, plain] of header.matchAll(part)) {
    const value = quoted?.replaceAll(/\\(.)/g, '$1') ?? plain
    const parameters = found.at(-1)?.parameters
    if (value === undefined) found.push({ scheme: name.toLowerCase(), parameters: new Map() })
    else if (!parameters?.has(name.toLowerCase())) parameters?.set(name.toLowerCase(), value)
  }
  return found
}
