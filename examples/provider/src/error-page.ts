import { escapeHtml, page } from './page.ts'

export function errorPage(error: string, description: string | undefined): string {
  return page(
    'This did not work',
    `<p><strong>${escapeHtml(error)}</strong></p><p>${escapeHtml(description ?? '')}</p>`,
  )
}
