/** Whom the scripted user agent signs in as, and whether it denies what a client asks for. */
export interface ScriptedUser {
  readonly username: string
  readonly password: string
  readonly deny?: boolean
}

/** A user agent without a window: it keeps cookies, follows redirects, and fills in the forms of the sign-in pages. */
export interface ScriptedUserAgent {
  /** Opens an authorization request and answers the address that leads back to the redirect URI, without visiting it. */
  authorize(request: string, redirectUri: string): Promise<string>
}

const mostSteps = 20

export function scriptedUser(user: ScriptedUser): ScriptedUserAgent {
  const cookies = new Map<string, string>()

  async function visit(address: string, form?: URLSearchParams): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const method = form ? 'POST' : 'GET'
    const response = await fetch(address, { method, body: form ?? null, headers: { cookie }, redirect: 'manual' })
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    return response
  }

  return {
    authorize: async (request, redirectUri) => {
      let response = await visit(request)
      let address = request
      for (let step = 0; step < mostSteps; step++) {
        const location = response.headers.get('location')
        if (location) {
          address = new URL(location, address).href
          if (address.startsWith(redirectUri)) return address
          response = await visit(address)
          continue
        }
        const page = await response.text()
        const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
        if (!action) throw new Error(`No form on the page at ${new URL(address).pathname} (${response.status}).`)
        address = new URL(action, address).href
        response = await visit(address, answers(page, user))
      }
      throw new Error('The sign-in did not come to an end.')
    },
  }
}

function answers(page: string, { username, password, deny }: ScriptedUser): URLSearchParams {
  if (page.includes('name="password"')) return new URLSearchParams({ username, password })
  return new URLSearchParams({ decision: deny ? 'deny' : 'allow' })
}
