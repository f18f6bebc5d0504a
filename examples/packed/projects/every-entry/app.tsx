import { type AuthState, createAuth, isOAuthError } from '@tessera/browser'
import { diagnose, type Finding } from '@tessera/browser/diagnose'
import { dpop } from '@tessera/browser/dpop'
import { AuthProvider, RequireAuth, SignedIn, useAuth } from '@tessera/react'

const options = {
  issuer: 'https://id.example.com',
  clientId: 'web',
  resources: { api: 'https://api.example.com' },
}
const auth = createAuth(options)
export const examined = diagnose({
  issuer: 'https://id.example.com',
  clientId: 'web',
  resources: {},
  storage: 'memory',
})
export const diagnosed = (): Promise<readonly Finding[]> => diagnose(options, { failure: auth.getSnapshot().error })

// What a variable may leave open is left out by being undefined.
export const deployed = ({
  SCOPE: scope,
  REDIRECT_URI: redirectUri,
  BOUND,
}: Readonly<Record<string, string | undefined>>) =>
  createAuth({ ...options, scope, redirectUri, dpop: BOUND === undefined ? undefined : dpop })

const scopes = 'orders.read'
// @ts-expect-error: a member of a resource that nobody reads is misspelled
export const misspelled = createAuth({ ...options, resources: { api: { url: 'https://api.example.com', scopes } } })

function Name(): string {
  const { status, user, signIn } = useAuth(auth)
  const resource: 'api' | undefined = status === 'signed-in' ? 'api' : undefined
  void auth.getAccessToken({ ...(resource && { resource }) }).catch(error => isOAuthError(error) && error.code)
  // @ts-expect-error: only declared resources have tokens
  void auth.getAccessToken({ resource: 'billing' })
  return status === 'signed-in' ? user.sub : `${signIn.name}`
}

export const leave = (atProvider: boolean | undefined): Promise<void> => auth.signOut({ atProvider })
export const statuses: readonly AuthState['status'][] = ['loading', 'signed-out', 'signed-in']
export const App = () => (
  <AuthProvider auth={auth}>
    <RequireAuth fallback="one moment" otherwise={() => 'somebody else'}>
      <SignedIn>
        <Name />
      </SignedIn>
    </RequireAuth>
  </AuthProvider>
)
