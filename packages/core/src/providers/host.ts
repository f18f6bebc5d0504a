import { OAuthError } from '../errors.js'

/** A host by its name alone. Throws `invalid_options` where it is an address, or a variable that nobody set. */
export function hostNamed(domain: string): string {
  if (!/^[\w-]+(\.[\w-]+)+$/.test(domain)) throw new OAuthError('invalid_options', { name: 'domain' })
  return domain
}
