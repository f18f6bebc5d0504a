import { page } from './page.ts'

/** `form` is oidc-provider's own, without a button. With `automatic`, a browser presses the button by itself. */
export function logoutPage(form: string, automatic: boolean): string {
  const button = '<button class="primary" name="logout" value="yes">Sign out</button>'
  const press = "<script>document.forms[0].requestSubmit(document.querySelector('button'))</script>"
  return page('Sign out?', form.replace('</form>', `${button}</form>`) + (automatic ? press : ''))
}

export function loggedOutPage(): string {
  return page('Signed out', '<p>You are signed out.</p>')
}
