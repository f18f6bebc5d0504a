import { AuthProvider } from '@tessera/react'
import { testAuth } from '@tessera/testing'
import { expect, it } from 'vitest'
import { render } from 'vitest-browser-react'
import { Greeting } from './greeting.js'

const ada = { sub: 'ada', name: 'Ada' }

it('greets who is signed in, and lets them sign out', async () => {
  const auth = testAuth({ user: ada })
  const page = await render(<Greeting />, { wrapper: props => <AuthProvider auth={auth} {...props} /> })
  await page.getByText('Sign out, Ada').click()
  await expect.element(page.getByText('Sign in')).toBeVisible()
})

it('waits while nobody knows', async () => {
  const auth = testAuth()
  auth.become({ status: 'loading' })
  const page = await render(<Greeting />, { wrapper: props => <AuthProvider auth={auth} {...props} /> })
  await expect.element(page.getByText('One moment')).toBeVisible()
})
