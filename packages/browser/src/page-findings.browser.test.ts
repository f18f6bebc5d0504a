import { afterEach, describe, expect, it, vi } from 'vitest'
import { pageFindings } from './page-findings.js'

const issuer = 'https://id.example'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  for (const name of ['locks', 'cookieEnabled']) Reflect.deleteProperty(navigator, name)
})

function hide(name: 'locks' | 'cookieEnabled'): void {
  Object.defineProperty(navigator, name, { value: undefined, configurable: true })
}

async function found(check: string, server = issuer) {
  return (await pageFindings(server)).find(finding => finding.check === check)
}

describe('what a browser grants a page', () => {
  it('is all that is needed, in this one', async () => {
    const findings = await pageFindings(location.origin)
    expect(findings.filter(({ verdict }) => verdict !== 'fine')).toEqual([])
    expect(findings.map(({ check }) => check)).toEqual(['secure-context', 'storage', 'locks', 'cookies'])
  })

  it('may be no cryptography, as over plain http', async () => {
    vi.stubGlobal('crypto', {})
    expect(await found('secure-context')).toMatchObject({ verdict: 'broken', code: 'insecure_context' })
    expect(await found('storage')).toMatchObject({ verdict: 'unknown' })
  })

  it('may be no storage, or hardly any', async () => {
    vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ usage: 5_000_000, quota: 5_000_100 })
    expect(await found('storage')).toMatchObject({ verdict: 'warning', says: expect.stringMatching(/100 bytes/) })
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('not here', 'SecurityError')
    })
    expect(await found('storage')).toMatchObject({ verdict: 'broken', says: expect.stringMatching(/SecurityError/) })
  })

  it('may be no locks', async () => {
    hide('locks')
    expect(await found('locks')).toMatchObject({ verdict: 'warning' })
  })

  it('may be no cookies, and none of other sites', async () => {
    expect(await found('cookies')).toMatchObject({ verdict: 'unknown', says: expect.stringMatching(/id\.example/) })
    expect(await found('cookies', 'no address')).toMatchObject({ verdict: 'unknown' })
    hide('cookieEnabled')
    expect(await found('cookies')).toMatchObject({ verdict: 'warning' })
  })
})
