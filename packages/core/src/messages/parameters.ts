type Value = string | number | readonly string[] | undefined

/** Parameters in the wire's spelling: `redirectUri` becomes `redirect_uri`, lists are repeated, `undefined` left out. */
export function parameters(members: Readonly<Record<string, Value>>): URLSearchParams {
  return setParameters(new URLSearchParams(), members)
}

/** Sets parameters, spelled likewise; one that is there already is replaced: none may come twice (RFC 6749 §3.1). */
export function setParameters(target: URLSearchParams, members: Readonly<Record<string, Value>>): URLSearchParams {
  for (const [name, value] of Object.entries(members)) {
    if (value === undefined) continue
    target.delete(wireName(name))
    for (const item of typeof value === 'object' ? value : [value]) target.append(wireName(name), String(item))
  }
  return target
}

/** The wire's spelling of a name. */
export function wireName(name: string): string {
  return name.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}
