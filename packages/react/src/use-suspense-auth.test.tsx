import { inertAuth } from '@tessera/core/auth'
import { Suspense } from 'react'
import { renderToString } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { useSuspenseAuth } from './index.js'

function Greeting() {
  return useSuspenseAuth(inertAuth()).user?.name
}

describe('useSuspenseAuth on a server', () => {
  it('does not wait for what never comes: the fallback is sent', () => {
    const markup = renderToString(
      <Suspense fallback="one moment">
        <Greeting />
      </Suspense>,
    )
    expect(markup).toContain('one moment')
  })

  it('says so where there is no Suspense', () => {
    expect(() => renderToString(<Greeting />)).toThrow('put a <Suspense> above')
  })
})
