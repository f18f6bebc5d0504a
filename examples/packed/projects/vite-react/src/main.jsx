import { createAuth } from '@tessera/browser'
import { AuthProvider, useAuth } from '@tessera/react'
import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'

const { PUBLIC_ISSUER: issuer, PUBLIC_API: api } = import.meta.env
const auth = createAuth({ issuer, clientId: 'web', scope: 'profile orders.read', resources: { api } })

function Page() {
  const { status, user, signIn } = useAuth()
  const [answer, setAnswer] = useState('')
  return (
    <main>
      <p role="status">{user?.name ?? status}</p>
      <button type="button" onClick={signIn}>
        Sign in
      </button>
      <button type="button" onClick={async () => setAnswer((await auth.fetch(`${api}/orders`)).status)}>
        Call the API
      </button>
      <output>{answer}</output>
    </main>
  )
}

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <AuthProvider auth={auth}>
      <Page />
    </AuthProvider>
  </StrictMode>,
)
