/** Why an endpoint does not do what it is asked: the specification's word (RFC 6749 §5.2), and ours for whoever writes the test. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly error: string
  readonly description: string
  readonly status: number
  /** How the caller should have authenticated (RFC 9110 §11.6.1). */
  readonly challenge: string | undefined

  constructor(error: string, description: string, status = 400, challenge?: string) {
    super(`${error}: ${description}`)
    this.error = error
    this.description = description
    this.status = status
    this.challenge = challenge
  }
}
