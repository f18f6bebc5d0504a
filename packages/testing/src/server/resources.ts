import type { Granted } from './access-tokens.js'
import { Refusal } from './refusal.js'

/** Those of the granted resources that a form asks for, or all where it names none (RFC 8707 §2.2). Throws `invalid_target`. */
export function resourcesOf(form: URLSearchParams, { resources }: Granted): readonly string[] {
  const named = form.getAll('resource')
  const unknown = named.find(resource => !resources.includes(resource))
  if (unknown !== undefined) throw new Refusal('invalid_target', `the grant is not for ${unknown}`)
  return named.length > 0 ? named : resources
}
