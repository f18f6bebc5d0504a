import { createAuth } from '@tessera/browser'

const { issuer, api } = await (await fetch('/config.json')).json()
const name = new URL(import.meta.url).searchParams.get('name')
const redirectUri = location.origin + location.pathname
const auth = createAuth({ issuer, clientId: 'web', scope: 'profile orders.read', redirectUri, resources: { api } })

const section = document.createElement('section')
const status = document.createElement('p')
section.ariaLabel = name
status.role = 'status'
section.append(status, button('Sign in', auth.signIn), button('Sign out', auth.signOut))
document.body.append(section)
auth.subscribe(show)
show()

/** So many callers at once: the different tokens they got, or why they got none. */
async function ask(callers) {
  const asked = Array.from({ length: callers }, () => auth.getAccessToken().catch(error => error.code))
  return [...new Set(await Promise.all(asked))]
}

globalThis.copies = { ...globalThis.copies, [name]: { ask } }

function button(text, click) {
  const button = document.createElement('button')
  button.textContent = text
  button.onclick = click
  return button
}

function show() {
  const { status: word, user, error } = auth.getSnapshot()
  status.textContent = [user?.name ?? word, error?.code].filter(Boolean).join(' ')
}
