/** What the user does at the pages of the server. */
export interface Visitor {
  /** Whom they sign in as, by `sub`: whoever is signed in at the server already, or the first user, unless given. */
  readonly as?: string
  /** They refuse what the client asks for. */
  readonly deny?: boolean
}

export interface SignedIn {
  readonly subject: string
  /** Milliseconds by the server's clock. */
  readonly authTime: number
}

/** Who is signed in at the server itself, in the one user agent that it knows. */
export interface ServerSession {
  current?: SignedIn | undefined
}
