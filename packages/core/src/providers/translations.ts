import { filled, type JsonObject } from '../messages/json.js'
import type { Quirks } from '../messages/quirks.js'

type Read = NonNullable<Quirks['readTokenAnswer']>

/** A translation made of several, each one given what the one before it answered. */
export function inTurn(...reads: readonly Read[]): Read {
  return answer => reads.reduce((read, next) => next(read), answer)
}

/** Scopes with commas between them, where RFC 6749 §3.3 has spaces. */
export const commaSeparatedScope: Read = answer =>
  typeof answer.scope === 'string' ? { ...answer, scope: answer.scope.replaceAll(',', ' ') } : answer

/** Errors in a provider's own words, found in this member, that mean one of RFC 6749 §5.2. Its own word becomes the description. */
export function errorsAs(meanings: Readonly<Record<string, string>>, member = 'error'): Read {
  return answer => {
    const word = filled(answer[member])
    const error = word !== undefined && Object.hasOwn(meanings, word) ? meanings[word] : undefined
    return error === undefined ? answer : { error_description: word, ...answer, error }
  }
}

/** Claims under other names; the first of them that is there counts. What the answer says besides is kept. */
export function claimsFrom(names: Readonly<Record<string, readonly string[]>>): Read {
  return answer => {
    const found = (members: readonly string[]) => members.map(member => answer[member]).find(isThere)
    const claims: JsonObject = Object.fromEntries(
      Object.entries(names).map(([claim, members]) => [claim, found(members)]),
    )
    return { ...answer, ...claims }
  }
}

function isThere(value: unknown): boolean {
  return value !== undefined && value !== null && value !== ''
}

/** Parameters that a provider calls something else. */
export function renamed(names: Readonly<Record<string, string>>): NonNullable<Quirks['writeParameters']> {
  return parameters => {
    for (const [name, own] of Object.entries(names)) {
      const values = parameters.getAll(name)
      parameters.delete(name)
      for (const value of values) parameters.append(own, value)
    }
  }
}
