import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { Interaction, InteractionResults, default as Provider } from 'oidc-provider'
import type { Clients } from './clients.ts'
import { asksForConsent, grantMissingScopes, missingScopes } from './consent.ts'
import { consentPage } from './consent-page.ts'
import { errorPage } from './error-page.ts'
import { loginPage } from './login-page.ts'
import { signIn } from './users.ts'

type Answer = { readonly status: number; readonly page: string } | { readonly result: InteractionResults }

export const interactionPath = '/interaction/'

/** In what ways users sign in (OpenID Connect Core §2, `acr`). All of them are a password here, but a client cannot know that. */
export const strengths: readonly string[] = ['urn:example:password', 'urn:example:key']

/** The pages between an authorization request and its response: sign-in, then consent. */
export function serveInteractions(provider: Provider, clients: Clients): void {
  provider.use(async (ctx, next) => {
    if (!ctx.path.startsWith(interactionPath)) return next()
    const answer = await answerTo(provider, clients, ctx.req, ctx.res)
    ctx.set('cache-control', 'no-store')
    ctx.set('content-security-policy', "frame-ancestors 'none'")
    if ('page' in answer) {
      ctx.status = answer.status
      ctx.type = 'html'
      ctx.body = answer.page
    } else {
      ctx.status = 303
      ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, answer.result))
    }
  })
}

async function answerTo(
  provider: Provider,
  clients: Clients,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Answer> {
  const interaction = await provider.interactionDetails(request, response).catch(() => undefined)
  if (interaction === undefined) {
    return { status: 400, page: errorPage('This sign-in has expired.', 'Go back to the application and start again.') }
  }
  const form = request.method === 'POST' ? new URLSearchParams(await text(request)) : undefined
  return interaction.prompt.name === 'login' ? login(interaction, form) : consent(provider, clients, interaction, form)
}

function login(interaction: Interaction, form: URLSearchParams | undefined): Answer {
  const action = interactionPath + interaction.uid
  if (form === undefined) {
    return { status: 200, page: loginPage({ action, username: String(interaction.params.login_hint ?? '') }) }
  }

  const username = form.get('username') ?? ''
  const user = signIn(username, form.get('password') ?? '')
  if (user === undefined) {
    return { status: 422, page: loginPage({ action, username, message: 'The username or the password is wrong.' }) }
  }
  const wanted = String(interaction.params.acr_values ?? '').split(' ')
  const acr = strengths.find(strength => wanted.includes(strength)) ?? 'urn:example:password'
  return { result: { login: { accountId: user.username, acr, amr: ['pwd'] } } }
}

async function consent(
  provider: Provider,
  clients: Clients,
  interaction: Interaction,
  form: URLSearchParams | undefined,
): Promise<Answer> {
  const clientId = String(interaction.params.client_id)
  // Consent to a client of our own is given by loadGrant: here only when the request says prompt=consent.
  if (!asksForConsent(clients, clientId)) return { result: { consent: {} } }

  if (form === undefined) {
    const client = await provider.Client.find(clientId)
    const action = interactionPath + interaction.uid
    const clientName = client?.clientName ?? clientId
    return { status: 200, page: consentPage({ action, clientName, scopes: missingScopes(interaction) }) }
  }

  if (form.get('decision') !== 'allow') {
    return { result: { error: 'access_denied', error_description: 'The user denied the request.' } }
  }
  return { result: { consent: { grantId: await grantMissingScopes(provider, interaction) } } }
}
