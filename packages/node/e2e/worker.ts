// One of many processes that share a session: ten callers ask for a token, again and again.
import { isOAuthError } from '@tessera/core'
import { wanted } from '@tessera/core/session'
import { type Shared, type Step, sharedSession } from './shared-session.ts'

/** What a process tells of itself. Times in milliseconds. */
export type Told =
  | { readonly step: Step }
  | { readonly token: string; readonly waited: number }
  | { readonly error: string }

const tell = (told: Told) => process.send?.(told)
const shared: Shared = JSON.parse(process.argv[2] ?? '')
const { rotation } = await sharedSession(shared, step => tell({ step }))
process.on('disconnect', () => process.exit())

let last = ''
for (;;) {
  const began = performance.now()
  try {
    const tokens = await Promise.all(Array.from({ length: 10 }, () => rotation.token(wanted())))
    const waited = performance.now() - began
    for (const token of new Set(tokens)) if (token !== last) tell({ token, waited })
    last = tokens.at(-1) ?? ''
  } catch (error) {
    tell({ error: isOAuthError(error) ? error.code : String(error) })
  }
  await new Promise(done => setTimeout(done, 10))
}
