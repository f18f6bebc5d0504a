/** Whom the scripted user agent signs in as, and whether it denies what a client asks for. */
export interface ScriptedUser {
  readonly username: string
  readonly password: string
  readonly deny?: boolean
}

/** A user agent without a window: it keeps cookies, follows redirects, and fills in the forms of the provider's pages. */
export interface ScriptedUserAgent {
  /**
   * Opens an authorization or sign-out request and answers the address that leads back to the redirect URI, without
   * visiting it.
   */
  authorize(request: string, redirectUri: string): Promise<string>
  /** Opens the page on which a device is confirmed, with the code in its address, and goes on until there is nothing left to fill in. */
  confirm(verificationUri: string): Promise<void>
}

const mostSteps = 20

export function scriptedUser(user: ScriptedUser): ScriptedUserAgent {
  const visit = browser()

  /** Answers where it leads, as soon as that is at home, or nothing, when a page has no form. */
  async function follow(request: string, home: string | undefined): Promise<string | undefined> {
    let address = request
    let response = await visit(address)
    for (let step = 0; step < mostSteps; step++) {
      const location = response.headers.get('location')
      if (location) {
        address = new URL(location, address).href
        if (home && address.startsWith(home)) return address
        response = await visit(address)
      } else {
        const page = await response.text()
        const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
        if (!action && response.ok && !home) return undefined
        const { pathname } = new URL(address)
        if (!action || !response.ok) throw new Error(`The sign-in ended at ${pathname} with ${response.status}.`)
        address = new URL(action, address).href
        response = await visit(address, filledIn(page, user))
      }
    }
    throw new Error('The sign-in did not come to an end.')
  }

  return {
    async authorize(request, redirectUri) {
      const address = await follow(request, new URL(redirectUri).href)
      if (address === undefined) throw new Error('The sign-in did not lead back.')
      return address
    },
    async confirm(verificationUri) {
      await follow(verificationUri, undefined)
    },
  }
}

function browser(): (address: string, form?: URLSearchParams) => Promise<Response> {
  const cookies = new Map<string, string>()

  return async (address, form) => {
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
}

/** The form's hidden fields, and the user's answer to what it asks. */
function filledIn(page: string, { username, password, deny }: ScriptedUser): URLSearchParams {
  const hidden = page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)
  const form = new URLSearchParams([...hidden].map(([, name = '', value = '']) => [name, value]))
  const answers = {
    username,
    password,
    decision: deny ? 'deny' : 'allow',
    logout: 'yes',
    ...(deny && { abort: 'yes' }),
  }
  for (const [name, value] of Object.entries(answers)) if (page.includes(`name="${name}"`)) form.set(name, value)
  return form
}
