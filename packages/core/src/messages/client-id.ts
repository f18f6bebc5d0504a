/** Says which client asks (RFC 6749 §2.2). */
export function setClientId(target: URLSearchParams, clientId: string): void {
  target.set('client_id', clientId)
}
