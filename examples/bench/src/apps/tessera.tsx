import { createAuth } from '@tessera/browser'
import { AuthProvider, useAuth } from '@tessera/react'
import { createRoot } from 'react-dom/client'

const auth = createAuth({
  issuer: 'https://id.example.com',
  clientId: 'web',
  resources: { api: 'https://api.example.com' },
})

function App() {
  const { status, user, signIn } = useAuth()
  return (
    <button type="button" onClick={signIn}>
      {user?.name ?? status}
    </button>
  )
}

createRoot(document.body).render(
  <AuthProvider auth={auth}>
    <App />
  </AuthProvider>,
)
