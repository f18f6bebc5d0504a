/** What the platform's `fetch` rejects with where nobody listens: nothing was sent. */
export function connectionRefused(): TypeError {
  return failed('ECONNREFUSED')
}

/** What it rejects with when a connection ends before the answer came: nobody can say what the server did. */
export function connectionLost(): TypeError {
  return failed('ECONNRESET')
}

function failed(code: string): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
}
