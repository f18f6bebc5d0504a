/** Answers what a page says of itself, and does what it asks for: at first a click, then a name and a password. */
export function lookAs(user: { readonly username: string; readonly password: string }): string {
  return `(() => {
    ${fillInAs(user)}
    const state = globalThis.tab?.state()
    if (state?.startsWith('signed-out') && !globalThis.clicked) {
      globalThis.clicked = true
      void tab.signIn({})
    }
    return state
  })()`
}

function fillInAs({ username, password }: { readonly username: string; readonly password: string }): string {
  return `const form = document.querySelector('form')
    if (form?.username && !form.password.value) {
      form.username.value = ${JSON.stringify(username)}
      form.password.value = ${JSON.stringify(password)}
      form.requestSubmit()
    }`
}
