/** A JSON object as it came: nothing is known of its members. */
export type JsonObject = Readonly<Record<string, unknown>>

const deepest = 32

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The JSON object in a text, or `undefined` when there is none, or one in which objects and lists lie more than 32 deep. */
export function jsonObject(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && !isDeeper(value, deepest) ? value : undefined
  } catch {
    return undefined
  }
}

/** What is deeper could overflow the stack of whoever walks through it (RFC 8259 §9). */
function isDeeper(value: unknown, than: number): boolean {
  return value instanceof Object && (than === 0 || Object.values(value).some(item => isDeeper(item, than - 1)))
}

/** The value if it is a string with something in it. */
export function filled(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string')
}

/** An object without the members that are `undefined`, so that it is plain JSON data. */
export type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

export function present<T extends object>(members: T): Present<T> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>
}
