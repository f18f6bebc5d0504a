/**
 * All that a page of this origin keeps or shows, as text: storage, databases, caches, cookies, addresses, the history, what was measured,
 * and the properties of its window. It stands on nothing outside itself, so that it can be sent into the page.
 */
export async function dump(): Promise<string> {
  const found: string[] = []
  const add = (place: string, value: unknown) => found.push(`${place}: ${textOf(value)}`)

  for (const [place, storage] of Object.entries({ localStorage, sessionStorage })) add(place, itemsIn(storage))
  for (const { name = '' } of await indexedDB.databases()) await addDatabase(name)
  for (const name of await caches.keys()) await addCache(name)
  add('cookies', [document.cookie, await cookieStore.getAll()])
  add('addresses', [location.href, document.referrer, document.URL])
  add('history', [history.state, ...navigation.entries().map(entry => [entry.url, entry.getState()])])
  add('measured', performance.getEntries())
  add('name', window.name)
  add('document', document.documentElement.outerHTML)
  const usual = new Set(Object.getOwnPropertyNames(freshWindow()))
  for (const name of Object.getOwnPropertyNames(window)) if (!usual.has(name)) add(name, Reflect.get(window, name))
  return found.join('\n')

  /** One by one: an item that is called as a method is, like `key`, is no property. */
  function itemsIn(storage: Storage): unknown {
    const names = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? '')
    return names.map(name => [name, storage.getItem(name)])
  }

  async function addDatabase(name: string): Promise<void> {
    const database = await answered(indexedDB.open(name))
    for (const place of database.objectStoreNames) {
      const store = database.transaction(place).objectStore(place)
      const [keys, values] = await Promise.all([answered(store.getAllKeys()), answered(store.getAll())])
      add(`${name} ${place}`, [keys, structuredClone(values)])
      for (const key of values.flatMap(keysIn)) add('exported', await exported(key))
    }
    database.close()
  }

  async function addCache(name: string): Promise<void> {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) {
      const response = await cache.match(request)
      add(name, [request.url, [...request.headers], [...(response?.headers ?? [])], await response?.text()])
    }
  }

  function answered<T>(request: IDBRequest<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
  }

  function keysIn(value: unknown): readonly CryptoKey[] {
    if (value instanceof CryptoKey) return [value]
    return value instanceof Object ? Object.values(value).flatMap(keysIn) : []
  }

  async function exported(key: CryptoKey): Promise<unknown> {
    return crypto.subtle.exportKey('jwk', key).catch(error => `${key.type} key: ${error.name}`)
  }

  function freshWindow(): Window {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const fresh = frame.contentWindow ?? window
    frame.remove()
    return fresh
  }

  function textOf(value: unknown, seen: ReadonlySet<unknown> = new Set()): string {
    if (!(value instanceof Object)) return String(value)
    if (seen.has(value) || value instanceof Node) return ''
    if (value instanceof ArrayBuffer) return String.fromCharCode(...new Uint8Array(value))
    if (ArrayBuffer.isView(value)) return textOf(value.buffer)
    const beyond = new Set([...seen, value])
    const within = (part: unknown) => textOf(part, beyond)
    const entries = value instanceof Map || value instanceof Set ? [...value].flat().map(within) : []
    const shown = 'toJSON' in value && typeof value.toJSON === 'function' ? [within(value.toJSON())] : []
    const own = Object.getOwnPropertyNames(value).map(name => `${name}: ${within(Reflect.get(value, name))}`)
    return `{ ${[...entries, ...shown, ...own].join()} }`
  }
}
