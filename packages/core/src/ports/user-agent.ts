/** Port: what shows the authorization server's pages to the user (RFC 6749 §1.1). */
export interface UserAgent {
  /**
   * Shows a request and answers the redirect that came back; of several, the one with this state. Never settles where the page
   * itself leaves. Rejects with `sign_in_cancelled` when the user turns away, and with what keeps the request from being shown.
   */
  open(request: string, state?: string): Promise<string>
  /** Shows it no longer, whatever has come of it. */
  close(): void
}
