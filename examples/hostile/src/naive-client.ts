import type { Client, World } from './client.ts'
import { application } from './server.ts'

/** A client as it is often written by hand in an afternoon: it believes what it is told. */
export const naive: Client = async (errand, world) => {
  const { issuer, fetch, resource } = world
  const isHonestAtFirst = ['sign in again', 'renew', 'renew twice', 'call the resource'].includes(errand)
  if (!isHonestAtFirst) world.begin()
  const server = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()

  async function post(address: string, form: Record<string, string>): Promise<Tokens> {
    const { id, secret } = application
    const authorization = `Basic ${btoa(`${id}:${secret}`)}`
    const body = new URLSearchParams(form)
    const response = await fetch(address, { method: 'POST', headers: { authorization }, body })
    return response.json()
  }

  switch (errand) {
    case 'sign in':
    case 'sign in, implicit':
    case 'exchange a code':
      return signIn(server, world, post, errand === 'sign in, implicit')
    case 'sign in again':
      await signIn(server, world, post, false)
      world.begin()
      return signIn(server, world, post, false)
    case 'renew':
    case 'renew twice': {
      const { refresh_token = '' } = await signIn(server, world, post, false)
      world.begin()
      return post(server.token_endpoint, { grant_type: 'refresh_token', refresh_token })
    }
    case 'call the resource': {
      const { access_token } = await signIn(server, world, post, false)
      world.begin()
      const { status } = await fetch(resource, { headers: { authorization: `Bearer ${access_token}` } })
      return { status }
    }
    case 'ask who the user is': {
      const response = await fetch(server.userinfo_endpoint, { headers: { authorization: 'Bearer at0' } })
      return response.json()
    }
    case 'revoke':
      await fetch(server.revocation_endpoint, { method: 'POST', body: new URLSearchParams({ token: 'rt0' }) })
      return {}
    case 'introspect':
      return post(server.introspection_endpoint, { token: 'at0' })
    case 'use a password':
      return post(server.token_endpoint, { grant_type: 'password', username: 'ada', password: 'difference engine' })
    case 'act in its own name':
      return post(server.token_endpoint, { grant_type: 'client_credentials' })
  }
}

interface Tokens {
  readonly access_token?: string
  readonly refresh_token?: string
  readonly id_token?: string
}

type Post = (address: string, form: Record<string, string>) => Promise<Tokens>

async function signIn(
  server: { readonly authorization_endpoint: string; readonly token_endpoint: string },
  { visit }: World,
  post: Post,
  isImplicit: boolean,
): Promise<Tokens & { readonly user: unknown }> {
  const { id, redirectUri } = application
  const request = new URL(server.authorization_endpoint)
  const code_verifier = crypto.randomUUID() + crypto.randomUUID()
  const asked = {
    ...{ client_id: id, redirect_uri: redirectUri, scope: 'openid', state: crypto.randomUUID() },
    ...(isImplicit
      ? { response_type: 'id_token token', nonce: crypto.randomUUID() }
      : { response_type: 'code', code_challenge: await sha256(code_verifier), code_challenge_method: 'S256' }),
  }
  for (const [name, value] of Object.entries(asked)) request.searchParams.set(name, value)
  const back = new URL(await visit(request))
  const answer = Object.fromEntries(new URLSearchParams(isImplicit ? back.hash.slice(1) : back.search))
  const form = { grant_type: 'authorization_code', code: answer.code ?? '', redirect_uri: redirectUri, code_verifier }
  const tokens: Tokens = isImplicit ? answer : await post(server.token_endpoint, form)
  const [, payload = ''] = tokens.id_token?.split('.') ?? []
  const user: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return { ...tokens, user }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Buffer.from(digest).toString('base64url')
}
