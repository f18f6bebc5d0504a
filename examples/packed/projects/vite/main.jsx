import { AuthProvider } from '@tessera/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { auth } from './auth.js'
import { Page } from './page.jsx'

createRoot(document.getElementById('root')).render(
  <StrictMode>
    <AuthProvider auth={auth}>
      <Page />
    </AuthProvider>
  </StrictMode>,
)
