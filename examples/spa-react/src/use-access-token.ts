import { useEffect, useState } from 'react'
import { auth } from './auth.ts'

interface Seen {
  readonly token?: string
  readonly secondsLeft?: number
  readonly rotations: number
}

/** Watches the access token. An application has no need to: it calls `auth.fetch`. */
export function useAccessToken(): Seen {
  const [seen, setSeen] = useState<Seen>({ rotations: 0 })
  useEffect(() => {
    const look = async () => {
      const token = await auth.getAccessToken().catch(() => undefined)
      setSeen(before =>
        token ? { token, secondsLeft: secondsLeft(token), rotations: counted(before, token) } : before,
      )
    }
    void look()
    const timer = setInterval(look, 1_000)
    return () => clearInterval(timer)
  }, [])
  return seen
}

function counted({ token, rotations }: Seen, next: string): number {
  return token === undefined || token === next ? rotations : rotations + 1
}

function secondsLeft(token: string): number {
  const [, payload = ''] = token.split('.')
  const { exp } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
  return Math.max(0, Math.round(exp - Date.now() / 1_000))
}
