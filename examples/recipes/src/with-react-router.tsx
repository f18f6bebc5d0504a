import { isOAuthError } from '@tessera/browser'
import {
  createBrowserRouter,
  Link,
  type LoaderFunctionArgs,
  redirect,
  useLoaderData,
  useRouteError,
} from 'react-router'
import { type Account, account } from './account.ts'
import { AccountPage } from './account-page.tsx'
import { api, auth } from './auth.ts'
import { Home } from './home.tsx'
import { onUserChange } from './on-user-change.ts'
import type { Orders } from './orders.ts'

export const router = createBrowserRouter([
  { path: '/', Component: HomePage },
  { path: '/orders', loader: orders, Component: OrdersPage, ErrorBoundary: Problem, HydrateFallback: OneMoment },
  {
    path: '/account',
    loader: async ({ request }) => (await account(request.signal)) ?? redirect('/'),
    Component: () => <AccountPage {...useLoaderData<Account>()} />,
    HydrateFallback: OneMoment,
  },
])

// What one user has loaded is not for the next: it is left at once, for a page that loads nothing.
onUserChange((_, before) => (before ? router.navigate('/') : router.revalidate()))

async function orders({ request }: LoaderFunctionArgs): Promise<Orders> {
  // While a loader runs, the address is still that of the page before.
  await auth.require({ returnTo: request.url })
  const response = await auth.fetch(`${api}/orders`, { signal: request.signal })
  if (!response.ok) throw response
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
  const { orders, for: whom } = useLoaderData<Orders>()
  return (
    <h1>
      {orders.length} orders, for {whom}
    </h1>
  )
}

function Problem() {
  const error = useRouteError()
  return (
    <p role="alert">
      {isOAuthError(error) ? error.code : 'The orders could not be loaded.'}
      <button type="button" onClick={auth.signIn}>
        Sign in
      </button>
    </p>
  )
}

function OneMoment() {
  return <p>One moment …</p>
}
