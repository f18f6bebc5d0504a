import { createAuth0Client, type User } from '@auth0/auth0-spa-js'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

const client = await createAuth0Client({ domain: 'id.example.com', clientId: 'web', useRefreshTokens: true })
if (location.search.includes('code=')) await client.handleRedirectCallback()

function App() {
  const [user, setUser] = useState<User>()
  useEffect(() => void client.getUser().then(setUser), [])
  return (
    <button type="button" onClick={() => client.loginWithRedirect()}>
      {user?.name}
    </button>
  )
}

createRoot(document.body).render(<App />)
