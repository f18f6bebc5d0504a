/** What the server of this page writes into it. */
interface Config {
  readonly issuer: string
  readonly api: string
}

export const config: Config = JSON.parse(document.getElementById('config')?.textContent ?? '{}')
