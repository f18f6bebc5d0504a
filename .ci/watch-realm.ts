/** Whom a realm tells what it does. */
export interface WatchedRealm {
  /** Something secret, and what it is. */
  see(name: string, value: string): void
  /** Something that a log, a console or a person may come to read. */
  say(text: string): void
  /** An address that somebody went to, or sent a request to. */
  visit(address: string): void
}

/**
 * Watches a realm, of Node or of a page, from before the first module of the project is loaded: secrets in forms, in JSON, in headers and in
 * exported keys are seen; errors, lines on the console and addresses are said. It stands on nothing outside itself, so that its text can be sent into a page.
 */
export function watchRealm(watch: WatchedRealm): void {
  const secretNames = new Set([
    ...['access_token', 'refresh_token', 'id_token', 'token', 'subject_token', 'actor_token', 'id_token_hint'],
    ...['code', 'code_verifier', 'device_code', 'assertion', 'client_assertion', 'client_secret', 'password'],
    // In stored records.
    ...['refresh', 'idToken', 'codeVerifier'],
  ])
  /** Of a private or a symmetric key (RFC 7518 §6). Elsewhere they may be anything. */
  const keyMembers = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'])
  const inspect = globalThis.process?.getBuiltinModule?.('node:util').inspect
  const forms = URLSearchParams.prototype

  globalThis.URLSearchParams = watched(URLSearchParams, form => {
    for (const [name, value] of form) see(name, value)
  })
  for (const method of ['append', 'set']) {
    on(forms, method, ([name, value]) => see(name, value))
    on(Headers.prototype, method, ([name, value]) => seeCredentials(String(name), String(value)))
  }
  on(forms, 'get', ([name], value) => see(name, value))
  globalThis.Request = watched(Request, ({ url }) => watch.visit(url))
  on(globalThis, 'fetch', ([asked]) => asked instanceof Request || watch.visit(String(asked)))
  on(JSON, 'parse', (_, value) => seeMembers(value))
  on(JSON, 'stringify', ([value]) => seeMembers(value))
  if (globalThis.SubtleCrypto) {
    on(SubtleCrypto.prototype, 'exportKey', (_, key) => void Promise.resolve(key).then(seeMembers, () => {}))
    on(SubtleCrypto.prototype, 'importKey', ([, key]) => seeMembers(key))
  }
  for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'])
    on(console, method, words => watch.say(words.map(textOf).join(' ')))
  // While an error is being made it is not complete.
  globalThis.Error = watched(Error, error => void Promise.resolve(error).then(sayOurs))

  function see(name: unknown, value: unknown): void {
    if (typeof name === 'string' && typeof value === 'string' && secretNames.has(name)) watch.see(name, value)
  }

  function seeMembers(value: unknown, depth = 0): void {
    if (!(value instanceof Object) || depth > 4) return
    const isKey = 'kty' in value
    for (const [name, member] of Object.entries(value)) {
      if (isKey && keyMembers.has(name) && typeof member === 'string') watch.see(name, member)
      // That of an error is none, and servers send codes in forms and addresses only.
      if (name !== 'code') see(name, member)
      seeMembers(member, depth + 1)
    }
  }

  function seeCredentials(header: string, value: string): void {
    if (header.toLowerCase() !== 'authorization') return
    const [scheme, credentials = ''] = value.split(' ')
    watch.see('access_token', credentials)
    if (scheme === 'Basic') watch.see('client_secret', passwordIn(credentials))
  }

  function passwordIn(credentials: string): string {
    try {
      return atob(credentials).replace(/^[^:]*:/, '')
    } catch {
      return credentials
    }
  }

  function sayOurs(error: Error): void {
    if (error.name === 'OAuthError') watch.say(textOf(error))
  }

  /** Everything that a logger could write of a value, its causes included. */
  function textOf(value: unknown): string {
    if (typeof value === 'string') return value
    const cause = value instanceof Error && value.cause !== undefined ? textOf(value.cause) : ''
    const members = inspect
      ? inspect(value, { depth: 20, showHidden: true })
      : value instanceof Error && membersOf(value)
    return [plain(() => String(value)), plain(() => JSON.stringify(value)), members, cause].join('\n')
  }

  /** Also those that are hidden, as of an error that keeps a request, or others. */
  function membersOf(value: unknown, depth = 5, seen: ReadonlySet<unknown> = new Set()): string | undefined {
    if (typeof value !== 'object' || value === null) return String(value)
    if (depth === 0 || seen.has(value)) return undefined
    const beyond = new Set([...seen, value])
    return Reflect.ownKeys(value)
      .map(name => `${String(name)}: ${plain(() => membersOf(Reflect.get(value, name), depth - 1, beyond))}`)
      .join('\n')
  }

  /** What cannot be told as text, like an object without a prototype, is told by its members alone. */
  function plain(text: () => string | undefined): string | undefined {
    try {
      return text()
    } catch {
      return undefined
    }
  }

  /** The same constructor, but for whom it tells of what it has made. */
  function watched<T extends new (...given: never[]) => object>(original: T, tell: (made: InstanceType<T>) => void): T {
    return new Proxy(original, { construct })

    function construct(target: T, given: unknown[], asked: typeof Object): object {
      const made = Reflect.construct(target, given, asked)
      // Whoever looks for where a test failed shall not find this place.
      if (made instanceof Error) Error.captureStackTrace?.(made, construct)
      tell(made)
      return made
    }
  }

  /** The same function, but for whom it tells of what it was given, and what it answered. */
  function on(owner: object, name: string, tell: (given: readonly unknown[], answer: unknown) => void): void {
    const original: unknown = Reflect.get(owner, name)
    if (typeof original !== 'function') return
    const telling = function (this: unknown, ...given: unknown[]): unknown {
      const answer: unknown = Reflect.apply(original, this, given)
      tell(given, answer)
      return answer
    }
    Reflect.set(owner, name, telling)
  }
}
