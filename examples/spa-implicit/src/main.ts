import { isOAuthError } from '@tessera/browser'
import { auth } from './auth.ts'
import { config } from './config.ts'

const status = element('status')
const signIn = element('sign-in')
const signedIn = element('signed-in')
const answer = element('answer')

signIn.addEventListener('click', auth.signIn)
element('sign-out').addEventListener('click', auth.signOut)
element('call').addEventListener('click', call)
auth.subscribe(show)
show()

function show(): void {
  const state = auth.getSnapshot()
  status.textContent = [state.status, state.user?.name, state.error?.code].filter(Boolean).join(' ')
  signIn.hidden = state.status !== 'signed-out'
  signedIn.hidden = state.status !== 'signed-in'
}

async function call(): Promise<void> {
  try {
    const response = await auth.fetch(`${config.api}/orders`)
    answer.textContent = `The API answered ${response.status}, for ${(await response.json()).for}.`
  } catch (error) {
    answer.textContent = isOAuthError(error) ? `There is no token: ${error.code}.` : 'The API could not be reached.'
  }
}

function element(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (!found) throw new Error(`The page has no #${id}.`)
  return found
}
