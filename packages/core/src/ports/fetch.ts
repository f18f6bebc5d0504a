/** Port: one HTTP request, as the platform's `fetch` makes it. */
export type Fetch = (url: string, init?: RequestInit) => Promise<Response>

/** The platform's `fetch`, looked up at each call so that instrumentation and test handlers installed later are seen. */
export const systemFetch: Fetch = (url, init) => fetch(url, init)
