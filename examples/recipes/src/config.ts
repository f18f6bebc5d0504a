/** What the server of this page writes into it. */
interface Config {
  readonly issuer: string
  readonly api: string
  readonly router: 'react-router' | 'tanstack-router'
}

export const config: Config = JSON.parse(document.getElementById('config')?.textContent ?? '{}')
