/** Why an endpoint does not do what it is asked, in the one word of the specification that says so (RFC 6749 §5.2). */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly error: string
  readonly status: number
  /** How the caller should have authenticated (RFC 9110 §11.6.1). */
  readonly challenge: string | undefined

  constructor(error: string, status = 400, challenge?: string) {
    super(error)
    this.error = error
    this.status = status
    this.challenge = challenge
  }
}
