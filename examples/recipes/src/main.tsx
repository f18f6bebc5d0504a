import { QueryClientProvider, QueryObserver } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from './config.ts'
import type { Orders } from './orders.ts'
import { queryClient } from './query-client.ts'
import { orders as ordersWithAxios } from './with-axios.ts'
import { orders as ordersWithKy } from './with-ky.ts'

/** What a test asks the page to do. */
export interface Recipes {
  readonly ky: () => Promise<Orders>
  readonly axios: () => Promise<Orders>
  /** How many answers TanStack Query keeps. */
  readonly cached: () => number
  /** How often TanStack Query asks for orders until it has them or gives up. */
  readonly asked: () => Promise<number>
}

declare global {
  var recipes: Recipes
}

globalThis.recipes = {
  ky: ordersWithKy,
  axios: ordersWithAxios,
  cached: () => queryClient.getQueriesData({}).filter(([, data]) => data !== undefined).length,
  asked: () => {
    let times = 0
    const queryFn = () => {
      times += 1
      return ordersWithKy()
    }
    const observer = new QueryObserver(queryClient, { queryKey: ['asked'], queryFn })
    return new Promise(resolve => {
      observer.subscribe(({ isPending }) => isPending || resolve(times))
    })
  },
}

const root = document.getElementById('root')
if (!root) throw new Error('The page has no #root.')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>{await routed()}</QueryClientProvider>
  </StrictMode>,
)

async function routed() {
  if (config.router === 'react-router') {
    const [{ RouterProvider }, { router }] = await Promise.all([
      import('react-router/dom'),
      import('./with-react-router.tsx'),
    ])
    return <RouterProvider router={router} />
  }
  const [{ RouterProvider }, { router }] = await Promise.all([
    import('@tanstack/react-router'),
    import('./with-tanstack-router.tsx'),
  ])
  return <RouterProvider router={router} />
}
