/** A browser on a profile, as a test drives it. */
export interface DrivenBrowser {
  readonly version: string
  open(url: string): Promise<DrivenTab>
  /** At once, with all that belongs to it. The profile stays. */
  kill(): Promise<void>
  close(): Promise<void>
}

/** What cannot be asked of an engine is left out. */
export interface DrivenTab {
  /** What the expression comes to in the page, once it is no promise any more. Rejects when the page goes away meanwhile. */
  run(expression: string): Promise<unknown>
  /** Clicks the button that says so. */
  click(button: string): Promise<void>
  close(): Promise<void>
  /** Whether a page that is left is kept as it was. */
  readonly hasPageCache: boolean
  /** Closes the windows in which something is shown for a page that opened them, and answers how many. Then the user is back here. */
  readonly closePopups?: () => Promise<number>
  /** What the expression comes to in each of these windows. */
  readonly runInPopups?: (expression: string) => Promise<readonly unknown[]>
  readonly crash?: () => Promise<void>
  /** Answers how to thaw it. */
  readonly freeze?: () => Promise<() => Promise<void>>
  readonly setOffline?: (offline: boolean) => Promise<void>
}

/** One that may be on this machine. */
export interface Engine {
  readonly name: string
  readonly isHere: boolean
  /** Whether a profile is still known after a restart. */
  readonly keepsProfiles: boolean
  /** Whether a page may open a window when a button is clicked. */
  readonly opensWindows: boolean
  /** Whose pages may frame a page so that it has the store of its tabs: those of its site, or only those of its own origin. */
  readonly framesShare: 'site' | 'origin'
  start(profile: string): Promise<DrivenBrowser>
}
