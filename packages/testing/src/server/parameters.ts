import { Refusal } from './refusal.js'

/** Parameters, none of which may come twice but a resource indicator (RFC 6749 §3.1, RFC 8707 §2). Throws `invalid_request`. */
export function once(parameters: URLSearchParams): URLSearchParams {
  for (const name of parameters.keys())
    if (name !== 'resource' && parameters.getAll(name).length > 1)
      throw new Refusal('invalid_request', `${name} comes twice`)
  return parameters
}

/** The fields of a form. Throws as {@link once}. */
export async function formOf(request: Request): Promise<URLSearchParams> {
  return once(new URLSearchParams(await request.text()))
}

/** A parameter that must be there. Throws `invalid_request`. */
export function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name)
  if (value) return value
  throw new Refusal('invalid_request', `there is no ${name}`)
}
