import type { Configuration } from 'oidc-provider'
import { escapeHtml, page } from './page.ts'

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>

/** The pages on which a user confirms a device (RFC 8628 §3.3). The forms are oidc-provider's own, without a button. */
export const devicePages: DeviceFlow = {
  enabled: true,
  userCodeInputSource(ctx, form, _out, error) {
    if (error?.name === 'AbortedError') {
      ctx.body = page('Not signed in', '<p>The device gets nothing. You can close this page.</p>')
      return
    }
    const message = error ? '<p role="alert">This code is not known, or not any more.</p>' : ''
    ctx.body = page('Sign in on a device', message + withButtons(form, '<button class="primary">Continue</button>'))
  },
  userCodeConfirmSource(ctx, form, client, _device, userCode) {
    const question = `<p>${escapeHtml(client.clientId)} shows this code? <strong>${escapeHtml(userCode)}</strong></p>`
    const buttons = '<button class="primary">Yes</button><button name="abort" value="yes">No</button>'
    ctx.body = page('Sign in on this device?', question + withButtons(form, buttons))
  },
  successSource(ctx) {
    ctx.body = page('Signed in', '<p>The device goes on by itself. You can close this page.</p>')
  },
}

function withButtons(form: string, buttons: string): string {
  return form.replace('</form>', `${buttons}</form>`)
}
