import { useContext } from 'react'
import { createRoot } from 'react-dom/client'
import { AuthContext, AuthProvider } from 'react-oauth2-code-pkce'

const authConfig = {
  clientId: 'web',
  authorizationEndpoint: 'https://id.example.com/auth',
  tokenEndpoint: 'https://id.example.com/token',
  redirectUri: 'https://app.example.com/',
}

function App() {
  const { tokenData, token, logIn } = useContext(AuthContext)
  return (
    <button type="button" onClick={() => logIn()}>
      {tokenData?.name ?? token}
    </button>
  )
}

createRoot(document.body).render(
  <AuthProvider authConfig={authConfig}>
    <App />
  </AuthProvider>,
)
