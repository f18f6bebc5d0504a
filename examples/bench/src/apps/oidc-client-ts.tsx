import { type User, UserManager } from 'oidc-client-ts'
import { useEffect, useState } from 'react'
import { createRoot } from 'react-dom/client'

const manager = new UserManager({
  authority: 'https://id.example.com',
  client_id: 'web',
  redirect_uri: 'https://app.example.com/',
})
if (location.search.includes('code=')) await manager.signinRedirectCallback()

function App() {
  const [user, setUser] = useState<User | null>()
  useEffect(() => void manager.getUser().then(setUser), [])
  return (
    <button type="button" onClick={() => manager.signinRedirect()}>
      {user?.profile.name}
    </button>
  )
}

createRoot(document.body).render(<App />)
