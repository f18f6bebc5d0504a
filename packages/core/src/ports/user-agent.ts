/** Port: what shows the authorization server's pages to the user (RFC 6749 §1.1). */
export interface UserAgent {
  /** Shows the authorization request and answers the redirect that came back. Never settles where the page itself leaves. */
  open(authorizationRequest: string): Promise<string>
  /** Replaces the address in sight, once the response in it is kept elsewhere. `resumeAt`: where a reload lands, until the next call. */
  clean(address: string, resumeAt?: string): void
}
