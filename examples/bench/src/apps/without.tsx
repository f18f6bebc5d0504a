import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'

const Context = createContext('')
const subscribe = () => () => {}

/** The same parts of React, and nothing of Tessera. */
function App() {
  const text = useContext(Context)
  const state = useSyncExternalStore(
    subscribe,
    () => text,
    () => text,
  )
  const shown = useMemo(() => state, [state])
  return <button type="button">{shown}</button>
}

createRoot(document.body).render(
  <Context.Provider value="">
    <App />
  </Context.Provider>,
)
