/** Port: when this realm could not see its siblings, and when it can again. */
export interface Wake {
  /** `asleep` before the realm is hidden or frozen, `awake` when it is seen again or the network returns. Returns how to stop. */
  listen(on: { readonly asleep: () => void; readonly awake: () => void }): () => void
  /** False only when a request is certain to fail. */
  online(): boolean
}

/** A realm that never sleeps: a process on a server. */
export const alwaysAwake: Wake = { listen: () => () => {}, online: () => true }
