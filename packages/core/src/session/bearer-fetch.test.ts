import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { OAuthError } from '../errors.js'
import { bearerFetch } from './bearer-fetch.js'
import { declaredResources } from './resources.js'

const url = 'https://api.example/me'

/** A resource that accepts one token, and a client whose first token is another. */
function resource(answer = () => new Response('no', { status: 401 }), accepted = 'second') {
  const tokens: (string | undefined)[] = []
  const sent: { readonly authorization: string | null; readonly body: string }[] = []
  const send: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    const authorization = request.headers.get('authorization')
    sent.push({ authorization, body: await request.text() })
    return authorization === `Bearer ${accepted}` ? new Response('yes') : answer()
  }
  const token = async ({ rejected }: { readonly rejected?: string }) => {
    tokens.push(rejected)
    return rejected ? 'second' : 'first'
  }
  return { fetch: bearerFetch(declaredResources({ api: 'https://api.example' }), token, send), tokens, sent, send }
}

const challenged = (challenge: string) => () =>
  new Response('no', { status: 401, headers: { 'www-authenticate': challenge } })

describe('A fetch with a token', () => {
  it('sends nothing, and asks for no token, where none was declared', async () => {
    const { fetch, tokens, sent } = resource()
    for (const elsewhere of ['https://evil.example/', 'http://api.example/me', 'https://api.example.evil.example/'])
      await expect(fetch(elsewhere)).rejects.toMatchObject({ code: 'undeclared_origin' })
    await expect(fetch(new Request('https://evil.example/'))).rejects.toMatchObject({ code: 'undeclared_origin' })
    expect([tokens, sent]).toEqual([[], []])
  })

  it.each([url, new URL(url), new Request(url)])(
    'renews a rejected token once and repeats the request once',
    async input => {
      const { fetch, tokens, sent } = resource()
      expect(await (await fetch(input)).text()).toBe('yes')
      expect(tokens).toEqual([undefined, 'first'])
      expect(sent.map(({ authorization }) => authorization)).toEqual(['Bearer first', 'Bearer second'])
    },
  )

  it('answers what came, and has read nothing of it', async () => {
    const answer = new Response(new ReadableStream())
    const api = declaredResources({ api: 'https://api.example' })
    const fetch = bearerFetch(
      api,
      async () => 'token',
      async () => answer,
    )
    expect(await fetch(url)).toBe(answer)
    expect(answer.bodyUsed).toBe(false)
  })

  it('answers the second rejection', async () => {
    const { fetch, sent } = resource(challenged('Bearer error="invalid_token"'), 'none')
    expect((await fetch(url)).status).toBe(401)
    expect(sent).toHaveLength(2)
  })

  it.each(['insufficient_scope', 'invalid_request'])('renews nothing for %s', async error => {
    const { fetch, tokens } = resource(challenged(`Bearer realm="x", error="${error}"`))
    expect((await fetch(url)).status).toBe(401)
    expect(tokens).toEqual([undefined])
  })

  it('renews nothing where the user has to sign in more strongly, and says how', async () => {
    const challenge = 'Bearer error="insufficient_user_authentication", acr_values="gold", max_age="60"'
    const { fetch, tokens } = resource(challenged(challenge))
    await expect(fetch(url)).rejects.toMatchObject({
      ...{ code: 'step_up_required', facts: { origin: 'https://api.example', acrValues: 'gold', maxAge: 60_000 } },
    })
    expect(tokens).toEqual([undefined])
  })

  it('says so also after a token was renewed, and not where the words only occur', async () => {
    const challenges = ['Bearer error="invalid_token"', 'DPoP error="insufficient_user_authentication"']
    const renewed = resource(() => challenged(challenges.shift() ?? '')(), 'none')
    await expect(renewed.fetch(url)).rejects.toMatchObject({ code: 'step_up_required' })
    const named = resource(challenged('Bearer realm="insufficient_user_authentication", error="insufficient_scope"'))
    expect((await named.fetch(url)).status).toBe(401)
  })

  it.each([403, 500])('renews nothing for %i', async status => {
    const { fetch, tokens } = resource(() => new Response('no', { status }))
    expect((await fetch(url)).status).toBe(status)
    expect(tokens).toEqual([undefined])
  })

  it('repeats a body that can be sent again', async () => {
    const { fetch, sent } = resource()
    await fetch(url, { method: 'POST', body: 'order' })
    await fetch(new Request(url, { method: 'POST', body: 'order' }))
    expect(sent.map(({ body }) => body)).toEqual(['order', 'order', 'order', 'order'])
  })

  it('repeats the body of a request also in an engine that does not show it', async () => {
    const { fetch, sent } = resource()
    const request = new Request(url, { method: 'POST', body: 'order' })
    await fetch(Object.defineProperty(request, 'body', { value: undefined }))
    expect(sent.map(({ body }) => body)).toEqual(['order', 'order'])
  })

  it('sends another body than that of the request, which need not be there any more', async () => {
    const { fetch, sent } = resource()
    const request = new Request(url, { method: 'POST', body: 'order' })
    await request.text()
    await fetch(request, { body: 'another' })
    expect(sent.map(({ body }) => body)).toEqual(['another', 'another'])
  })

  it('does not repeat a stream', async () => {
    const { fetch, sent } = resource()
    const body = new Blob(['order']).stream()
    const streamed = { method: 'POST', body, duplex: 'half' }
    expect((await fetch(url, streamed)).status).toBe(401)
    expect(sent).toHaveLength(1)
  })

  it.each([
    [
      'an async generator',
      async function* () {
        yield Buffer.from('order')
      },
    ],
    ['a Readable', () => Readable.from([Buffer.from('order')])],
  ])('does not repeat what Node takes for a body beside streams: %s', async (_, body) => {
    const { fetch, sent, tokens } = resource()
    const init: RequestInit = { method: 'PUT' }
    Object.assign(init, { body: body(), duplex: 'half' })
    expect((await fetch(url, init)).status).toBe(401)
    expect(sent).toEqual([{ authorization: 'Bearer first', body: 'order' }])
    expect(tokens).toEqual([undefined])
  })

  it('answers the rejection where there is no other token', async () => {
    const { send } = resource()
    const token = async ({ rejected }: { readonly rejected?: string }) => {
      if (rejected) throw new OAuthError('token_rejected')
      return 'first'
    }
    const fetch = bearerFetch(declaredResources({ api: 'https://api.example' }), token, send)
    expect(await (await fetch(url)).text()).toBe('no')
  })

  it.each([200, 401])(
    'answers nobody who asked for the user before, and repeats nothing with the token of the next one: after a %i',
    async status => {
      let user: string | undefined
      let requests = 0
      const send: typeof globalThis.fetch = async () => {
        requests += 1
        user = 'bob'
        return new Response('of Alice', { status })
      }
      const token = async () => {
        user ??= 'alice'
        return `token of ${user}`
      }
      const fetch = bearerFetch(declaredResources({ api: 'https://api.example' }), token, send, () => user)
      await expect(fetch(url)).rejects.toMatchObject({ code: 'session_ended', facts: { reason: 'switched' } })
      expect(requests).toBe(1)
    },
  )

  it('sends nothing for whoever asked before somebody else signed in', async () => {
    let requests = 0
    const send: typeof globalThis.fetch = async () => {
      requests += 1
      return new Response()
    }
    const resources = declaredResources({ api: 'https://api.example' })
    const fetch = bearerFetch(
      resources,
      async () => 'token of bob',
      send,
      () => 'bob',
    )
    await expect(fetch(url, {}, 'alice')).rejects.toMatchObject({
      code: 'session_ended',
      facts: { reason: 'switched' },
    })
    expect(requests).toBe(0)
  })

  it('answers whoever has signed out meanwhile', async () => {
    let user: string | undefined = 'alice'
    const send: typeof globalThis.fetch = async () => {
      user = undefined
      return new Response('of Alice')
    }
    const fetch = bearerFetch(
      declaredResources({ api: 'https://api.example' }),
      async () => 'token',
      send,
      () => user,
    )
    expect(await (await fetch(url)).text()).toBe('of Alice')
  })

  it('keeps the headers of its caller', async () => {
    const seen: (string | null)[] = []
    const send: typeof globalThis.fetch = async (input, init) => {
      seen.push(new Request(input, init).headers.get('x-mine'))
      return new Response()
    }
    const fetch = bearerFetch(declaredResources({ api: 'https://api.example' }), async () => 'token', send)
    await fetch(url, { headers: { 'x-mine': 'a' } })
    await fetch(new Request(url, { headers: { 'x-mine': 'b' } }))
    expect(seen).toEqual(['a', 'b'])
  })
})
