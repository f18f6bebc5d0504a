import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { type HandClock, handClock } from '@tessera/testing'
import type { Verdict } from './live.ts'
import type { Scenario } from './scenario.ts'
import { endpointAt, hostileServer } from './server.ts'
import type { Client } from './world.ts'

/** Whoever listens at another port, and what came there. */
export interface Thief {
  readonly origin: string
  requests: number
  authorization: string | undefined
  proof: string | string[] | undefined
  body: string
}

/** A scenario in which the transport itself misbehaves. */
export interface SocketScenario extends Omit<Scenario, 'lies' | 'requests'> {
  /** Takes the place of an honest server at the endpoint. */
  readonly answer: (meeting: Meeting) => void
  /** How often the endpoint is asked. */
  readonly requests: number
  /** Whether the client has to hang up, because the answer does not end. */
  readonly hangsUp?: true
}

interface Meeting {
  readonly response: ServerResponse
  /** Counts from 1. */
  readonly nth: number
  readonly thief: Thief
  readonly honestly: () => void
  /** Says that the client has seen all that it will see before its time is up. */
  readonly timeIsUp: () => void
}

export interface LivedOverSockets {
  readonly verdict: Verdict
  readonly requests: number
  readonly thief: Thief
  /** Whether the client hung up on the last answer. */
  readonly hungUp: boolean
}

export async function liveOverSockets(client: Client, scenario: SocketScenario): Promise<LivedOverSockets> {
  const hand = handClock()
  const enough = Promise.withResolvers<void>()
  const over = Promise.withResolvers<void>()
  let [isLying, requests, hungUp] = [false, 0, false]

  const thief: Thief = { origin: '', requests: 0, authorization: undefined, proof: undefined, body: '' }
  const den = await listening(stealing(thief))
  const front = await listening((request, response) => {
    response.sendDate = false
    const honestly = () => void forward(request, response, honest.fetch, front.origin)
    if (!isLying || endpointAt(request.url?.split('?')[0] ?? '') !== scenario.endpoint) return honestly()
    requests += 1
    response.on('close', () => {
      hungUp = !response.writableFinished
      over.resolve()
    })
    scenario.answer({
      response,
      nth: requests,
      thief: Object.assign(thief, { origin: den.origin }),
      honestly,
      timeIsUp: enough.resolve,
    })
  })
  const honest = hostileServer({}, hand.clock, front.origin)
  const begin = () => {
    isLying = true
  }
  const expire = () => hand.jumpWall(601_000)
  try {
    const errand = client(scenario.errand, { ...honest, fetch: globalThis.fetch, clock: hand.clock, begin, expire })
    const verdict = await settled(errand, enough.promise, hand)
    if (scenario.hangsUp && verdict.kind !== 'never ends') await over.promise
    return { verdict, requests, thief, hungUp }
  } finally {
    for (const { close } of [front, den]) close()
  }
}

async function settled(errand: Promise<unknown>, enough: Promise<void>, hand: HandClock): Promise<Verdict> {
  const verdict = errand.then(
    (got): Verdict => ({ kind: 'accepted', got }),
    (error: unknown): Verdict => ({ kind: 'rejected', error }),
  )
  const afterAll = enough.then(async (): Promise<Verdict> => {
    await hand.advance(60_000)
    return { kind: 'never ends' }
  })
  return Promise.race([verdict, afterAll])
}

async function listening(listener: RequestListener) {
  const server = createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = address instanceof Object ? address.port : 0
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

/** Takes whatever comes, and answers as anybody might hope. */
function stealing(thief: Thief): RequestListener {
  return async (request, response) => {
    thief.requests += 1
    thief.authorization = request.headers.authorization
    thief.proof = request.headers.dpop
    for await (const chunk of request) thief.body += chunk
    const origin = thief.origin
    const metadata = {
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      token_endpoint: `${origin}/token`,
    }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ ...metadata, access_token: 'at-stolen', active: true, sub: 'ada' }))
  }
}

async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  fetch: (input: string, init?: RequestInit) => Promise<Response>,
  origin: string,
): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const { method = 'GET', headers, url = '/' } = request
  const body = method === 'POST' ? { body: Buffer.concat(chunks).toString() } : {}
  const { authorization = '', dpop, 'content-type': contentType = '' } = headers
  const answer = await fetch(origin + url, {
    method,
    headers: { authorization, ...(dpop && { dpop: String(dpop) }), 'content-type': contentType },
    ...body,
  })
  response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(await answer.text())
}
