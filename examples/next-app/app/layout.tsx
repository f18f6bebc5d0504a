import type { ReactNode } from 'react'
import { Session } from './session'

export const metadata = { title: 'Tessera and Next.js', icons: 'data:,' }

export default function Layout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Session>{children}</Session>
      </body>
    </html>
  )
}
