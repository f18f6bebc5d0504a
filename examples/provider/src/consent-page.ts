import { escapeHtml, page } from './page.ts'

export interface ConsentPage {
  readonly action: string
  readonly clientName: string
  readonly scopes: readonly string[]
}

export function consentPage({ action, clientName, scopes }: ConsentPage): string {
  return page(
    `Allow ${clientName}?`,
    `<p>${escapeHtml(clientName)} asks for:</p>
<ul>${scopes.map(scope => `<li>${escapeHtml(scope)}</li>`).join('')}</ul>
<form method="post" action="${escapeHtml(action)}">
<button class="primary" name="decision" value="allow">Allow</button>
<button name="decision" value="deny">Deny</button>
</form>`,
  )
}
