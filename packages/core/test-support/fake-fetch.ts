import type { Fetch } from '../src/ports/fetch.js'

/** A request as a server sees it. */
export interface SeenRequest {
  readonly url: string
  readonly method: string
  readonly headers: Headers
  readonly form: URLSearchParams
  readonly init: RequestInit
}

/** A server made of a function, and what it was asked. */
export interface FakeFetch {
  readonly fetch: Fetch
  readonly requests: SeenRequest[]
}

export function fakeFetch(answer: (request: SeenRequest, count: number) => Response | Promise<Response>): FakeFetch {
  const requests: SeenRequest[] = []
  return {
    requests,
    fetch: async (url, init = {}) => {
      const form = new URLSearchParams(init.body instanceof URLSearchParams ? init.body : '')
      const seen = { url, method: init.method ?? 'GET', headers: new Headers(init.headers), form, init }
      requests.push(seen)
      return answer(seen, requests.length)
    },
  }
}

/** Answers JSON, with any status and headers. */
export function json(body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
}
