import { AuthProvider } from '@tessera/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { auth } from './auth.ts'
import { Page } from './page.tsx'
import './style.css'

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')
createRoot(root).render(
  <StrictMode>
    <AuthProvider auth={auth}>
      <Page />
    </AuthProvider>
  </StrictMode>,
)
