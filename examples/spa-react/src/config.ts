/** What the server of this page writes into it. */
export interface Config {
  readonly issuer: string
  readonly api: string
  readonly users: readonly { readonly username: string; readonly password: string }[]
}

export const config: Config = JSON.parse(document.getElementById('config')?.textContent ?? '{}')
