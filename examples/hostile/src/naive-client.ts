import { createHash } from 'node:crypto'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { application } from './server.ts'
import type { Client, World } from './world.ts'

/** A client as it is often written by hand in an afternoon: it believes what it is told. */
export const naive: Client = async (errand, world) => {
  const { issuer, fetch, resource } = world
  const [what, how] = errand.split(', ')
  const isHonestAtFirst = ['sign in again', 'renew', 'renew twice', 'call the resource'].includes(what ?? '')
  if (!isHonestAtFirst) world.begin()
  const server = await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()

  async function post(address: string, form: Record<string, string>): Promise<Answer> {
    const { id, secret } = application
    const authorization = `Basic ${btoa(`${id}:${secret}`)}`
    const proof = how === 'bound' ? { dpop: await proofOf(world, 'POST', address) } : {}
    const body = new URLSearchParams(form)
    const response = await fetch(address, { method: 'POST', headers: { authorization, ...proof }, body })
    return response.json()
  }

  switch (errand) {
    case 'sign in':
    case 'sign in, implicit':
    case 'sign in, hybrid':
    case 'sign in, hybrid with a token':
    case 'sign in, by form':
    case 'sign in, implicit by form':
    case 'sign in, hybrid by form':
    case 'sign in, hybrid with a token by form':
    case 'sign in, pushed':
    case 'sign in, signed request':
    case 'sign in, signed answer':
    case 'sign in, registered for RS256':
    case 'sign in, bound':
    case 'exchange a code':
      return signIn(server, world, post, how)
    case 'sign in again':
      await signIn(server, world, post)
      world.begin()
      return signIn(server, world, post)
    case 'sign in on a device':
      return onDevice(server, world, post)
    case 'renew':
    case 'renew, bound':
    case 'renew twice': {
      const { refresh_token = '' } = await signIn(server, world, post)
      world.begin()
      return post(server.token_endpoint, { grant_type: 'refresh_token', refresh_token })
    }
    case 'call the resource':
    case 'call the resource, bound': {
      const { access_token = '' } = await signIn(server, world, post)
      world.begin()
      const proof = how === 'bound' ? { dpop: await proofOf(world, 'GET', resource, access_token) } : {}
      const authorization = `${how === 'bound' ? 'DPoP' : 'Bearer'} ${access_token}`
      const { status } = await fetch(resource, { headers: { authorization, ...proof } })
      return { status }
    }
    case 'ask who the user is':
    case 'ask who the user is, signed': {
      const accept = how === 'signed' ? 'application/jwt' : 'application/json'
      return read(await fetch(server.userinfo_endpoint, { headers: { authorization: 'Bearer at0', accept } }))
    }
    case 'revoke':
      await fetch(server.revocation_endpoint, { method: 'POST', body: new URLSearchParams({ token: 'rt0' }) })
      return {}
    case 'introspect':
      return post(server.introspection_endpoint, { token: 'at0' })
    case 'introspect, signed': {
      const body = new URLSearchParams({ token: 'at0' })
      const headers = { accept: 'application/token-introspection+jwt' }
      const claims = await read(await fetch(server.introspection_endpoint, { method: 'POST', headers, body }))
      return claims.token_introspection ?? claims
    }
    case 'use a password':
      return post(server.token_endpoint, { grant_type: 'password', username: 'ada', password: 'difference engine' })
    case 'exchange a token':
      return post(server.token_endpoint, { grant_type: `${grantTypes}token-exchange`, subject_token: 'at0' })
    case 'show an assertion':
      return post(server.token_endpoint, {
        grant_type: `${grantTypes}jwt-bearer`,
        assertion: 'eyJ.an-assertion.signed',
      })
    case 'act in its own name':
    case 'act in its own name, bound':
    case 'act in its own name, by certificate':
      return post(server.token_endpoint, { grant_type: 'client_credentials' })
  }
}

const grantTypes = 'urn:ietf:params:oauth:grant-type:'

type Answer = Readonly<Record<string, string | undefined>>

type Post = (address: string, form: Record<string, string>) => Promise<Answer>

/** JSON, or a JWT: whoever signed it. */
async function read(response: Response): Promise<Answer> {
  const text = await response.text()
  return text.startsWith('{') ? JSON.parse(text) : payloadOf(text)
}

function payloadOf(jwt = ''): Answer {
  const [, payload = ''] = jwt.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString())
}

async function signIn(
  server: Readonly<Record<string, string>>,
  { visit }: World,
  post: Post,
  how?: string,
): Promise<Answer> {
  const { id, redirectUri } = application
  const code_verifier = crypto.randomUUID() + crypto.randomUUID()
  const code_challenge = createHash('sha256').update(code_verifier).digest('base64url')
  const asked: Record<string, string> = {
    ...{ client_id: id, redirect_uri: redirectUri, scope: 'openid', state: crypto.randomUUID(), nonce: 'n' },
    ...{
      response_type: responseTypes[how?.replace(' by form', '') ?? ''] ?? 'code',
      code_challenge,
      code_challenge_method: 'S256',
    },
    ...(how === 'signed answer'
      ? { response_mode: 'jwt' }
      : how?.endsWith('by form')
        ? { response_mode: 'form_post' }
        : {}),
  }
  const { request_uri } = how === 'pushed' ? await post(server.pushed_authorization_request_endpoint ?? '', asked) : {}
  const request = new URL(server.authorization_endpoint ?? '')
  const said = how === 'pushed' ? { client_id: id, request_uri: String(request_uri) } : asked
  for (const [name, value] of Object.entries(said)) request.searchParams.set(name, value)
  const back = await visit(request)
  const shown: Answer = Object.fromEntries(new URLSearchParams(back.replace(/^.*[?#]/, '')))
  const answer = shown.response === undefined ? shown : payloadOf(shown.response)
  const form = { grant_type: 'authorization_code', code: answer.code ?? '', redirect_uri: redirectUri, code_verifier }
  const tokens = how?.startsWith('implicit') ? answer : await post(server.token_endpoint ?? '', form)
  const { sub } = payloadOf(tokens.id_token)
  return { ...tokens, sub }
}

const responseTypes: Readonly<Record<string, string>> = {
  implicit: 'id_token token',
  hybrid: 'code id_token',
  'hybrid with a token': 'code id_token token',
}

/** Asks every few seconds until it is told anything else than to wait. */
async function onDevice(server: Readonly<Record<string, string>>, { clock }: World, post: Post): Promise<Answer> {
  const { device_code = '' } = await post(server.device_authorization_endpoint ?? '', { client_id: application.id })
  for (;;) {
    await new Promise<void>(resolve => clock.after(5_000, resolve))
    const answer = await post(server.token_endpoint ?? '', { grant_type: `${grantTypes}device_code`, device_code })
    if (!['authorization_pending', 'slow_down'].includes(answer.error ?? '')) return answer
  }
}

const { publicKey, privateKey } = await generateKeyPair('ES256')
const jwk = await exportJWK(publicKey)

function proofOf({ clock }: World, htm: string, htu: string, accessToken?: string): Promise<string> {
  const ath = accessToken && createHash('sha256').update(accessToken).digest('base64url')
  return new SignJWT({ htm, htu, ath, jti: crypto.randomUUID() })
    .setIssuedAt(Math.floor(clock.wall() / 1000))
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
    .sign(privateKey)
}
