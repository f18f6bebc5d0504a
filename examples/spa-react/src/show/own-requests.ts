/** The token requests of this tab that were answered, as the browser itself records them. */
export interface OwnRequests {
  /** Milliseconds of the latest that was not taken before. */
  take(): number | undefined
}

export function ownRequests(tokenEndpoint: string): OwnRequests {
  let latest: number | undefined

  function note(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries) {
      if (entry.name === tokenEndpoint && isGranted(entry)) latest = entry.duration
    }
  }

  const observer = new PerformanceObserver(list => note(list.getEntries()))
  observer.observe({ type: 'resource', buffered: true })

  return {
    take: () => {
      note(observer.takeRecords())
      const taken = latest
      latest = undefined
      return taken
    },
  }
}

/** Where the browser does not record the status, a request is taken for one that was granted. */
function isGranted(entry: PerformanceEntry): boolean {
  if (!(entry instanceof PerformanceResourceTiming)) return false
  return !('responseStatus' in entry) || entry.responseStatus === 200
}
