import { escapeHtml, page } from './page.ts'

export interface LoginPage {
  readonly action: string
  readonly username: string
  readonly message?: string
}

export function loginPage({ action, username, message }: LoginPage): string {
  const alert = message === undefined ? '' : `<p role="alert">${escapeHtml(message)}</p>`
  return page(
    'Sign in',
    `${alert}
<form method="post" action="${escapeHtml(action)}">
<label>Username
<input name="username" value="${escapeHtml(username)}" autocomplete="username" autocapitalize="none" autofocus required>
</label>
<label>Password
<input name="password" type="password" autocomplete="current-password" required>
</label>
<button class="primary">Sign in</button>
</form>`,
  )
}
