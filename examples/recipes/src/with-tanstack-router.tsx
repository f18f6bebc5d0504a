import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  redirect,
} from '@tanstack/react-router'
import { isOAuthError } from '@tessera/browser'
import { account } from './account.ts'
import { AccountPage } from './account-page.tsx'
import { api, auth } from './auth.ts'
import { Home } from './home.tsx'
import { onUserChange } from './on-user-change.ts'
import type { Orders } from './orders.ts'

const root = createRootRoute()

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: HomePage,
})

const ordersRoute = createRoute({
  getParentRoute: () => root,
  path: '/orders',
  // Nobody is sent to sign in because the pointer came near a link.
  preload: false,
  beforeLoad: async () => {
    await auth.require()
  },
  loader: ({ abortController }) => orders(abortController.signal),
  component: OrdersPage,
  errorComponent: Problem,
})

const accountRoute = createRoute({
  getParentRoute: () => root,
  path: '/account',
  loader: async ({ abortController }) => {
    const found = await account(abortController.signal)
    if (!found) throw redirect({ to: '/' })
    return found
  },
  component: () => <AccountPage {...accountRoute.useLoaderData()} />,
})

export const router = createRouter({ routeTree: root.addChildren([home, ordersRoute, accountRoute]) })

// What one user has loaded is not for the next: it is left at once, for a page that loads nothing, and forgotten.
onUserChange((_, before) =>
  before ? router.navigate({ to: '/' }).then(() => router.clearCache()) : router.invalidate(),
)

async function orders(signal: AbortSignal): Promise<Orders> {
  const response = await auth.fetch(`${api}/orders`, { signal })
  if (!response.ok) throw new Error(`The API answered ${response.status}.`)
  return response.json()
}

function HomePage() {
  return (
    <Home>
      <Link to="/orders">Orders</Link> <Link to="/account">Account</Link>
    </Home>
  )
}

function OrdersPage() {
  const { orders, for: whom } = ordersRoute.useLoaderData()
  return (
    <h1>
      {orders.length} orders, for {whom}
    </h1>
  )
}

function Problem({ error }: ErrorComponentProps) {
  return (
    <p role="alert">
      {isOAuthError(error) ? error.code : 'The orders could not be loaded.'}
      <button type="button" onClick={auth.signIn}>
        Sign in
      </button>
    </p>
  )
}

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
