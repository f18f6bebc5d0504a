import { auth } from './auth.ts'

/** Calls back when somebody else is signed in than before, or nobody, here or in another tab. Returns how to stop. */
export function onUserChange(changed: (subject: string | undefined, before: string | undefined) => void): () => void {
  let before = auth.getSnapshot().user?.sub
  return auth.subscribe(() => {
    const [was, now] = [before, auth.getSnapshot().user?.sub]
    if (now === was) return
    before = now
    changed(now, was)
  })
}
