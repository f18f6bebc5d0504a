import type { AdapterFactory, AdapterPayload } from 'oidc-provider'

interface Entry {
  readonly model: string
  readonly payload: AdapterPayload
  readonly expiresAt: number
  readonly consumedAt?: number
}

export interface GraceWindow {
  /** How long a consumed refresh token is still exchanged. 0 means never: strict reuse detection. */
  readonly seconds: () => number
  readonly used: () => void
}

/** All state of the authorization server, in one map. It adds the grace window that oidc-provider does not have. */
export function memoryAdapter(grace: GraceWindow): AdapterFactory {
  const entries = new Map<string, Entry>()

  function live(key: string): Entry | undefined {
    const entry = entries.get(key)
    if (entry === undefined || Date.now() < entry.expiresAt) return entry
    entries.delete(key)
    return undefined
  }

  function isConsumed({ model, consumedAt }: Entry): boolean {
    if (consumedAt === undefined) return false
    return model !== 'RefreshToken' || Date.now() - consumedAt >= grace.seconds() * 1000
  }

  function read(entry: Entry | undefined): AdapterPayload | undefined {
    if (entry === undefined) return undefined
    // A copy, so that only what the provider saves is kept, as with a database.
    const payload = structuredClone(entry.payload)
    return isConsumed(entry) ? { ...payload, consumed: true } : payload
  }

  return model => {
    const keyOf = (id: string) => `${model}:${id}`
    const ofModel = () => entries.entries().filter(([, entry]) => entry.model === model)

    return {
      async upsert(id, payload, expiresIn) {
        const expiresAt = expiresIn === undefined ? Number.POSITIVE_INFINITY : Date.now() + expiresIn * 1000
        entries.set(keyOf(id), { model, payload: structuredClone(payload), expiresAt })
      },
      async find(id) {
        return read(live(keyOf(id)))
      },
      async findByUid(uid) {
        return read(ofModel().find(([key, entry]) => entry.payload.uid === uid && live(key))?.[1])
      },
      async findByUserCode(userCode) {
        return read(ofModel().find(([key, entry]) => entry.payload.userCode === userCode && live(key))?.[1])
      },
      async consume(id) {
        const entry = entries.get(keyOf(id))
        if (entry === undefined) return
        // The window starts at the first use: later uses do not prolong it.
        if (entry.consumedAt === undefined) entries.set(keyOf(id), { ...entry, consumedAt: Date.now() })
        else grace.used()
      },
      async destroy(id) {
        entries.delete(keyOf(id))
      },
      async revokeByGrantId(grantId) {
        for (const [key, entry] of ofModel()) if (entry.payload.grantId === grantId) entries.delete(key)
      },
    }
  }
}
