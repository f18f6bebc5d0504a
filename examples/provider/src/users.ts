export interface User {
  readonly username: string
  readonly password: string
  readonly name: string
  readonly email: string
}

export interface Users {
  readonly alice: User
  readonly bob: User
}

export const users: Users = {
  alice: { username: 'alice', password: 'down the rabbit hole', name: 'Alice Liddell', email: 'alice@example.com' },
  bob: { username: 'bob', password: 'we can fix it', name: 'Bob Baker', email: 'bob@example.com' },
}

/** The username is the subject: every `sub` of this authorization server is one. */
export function userOf(subject: string): User | undefined {
  return [users.alice, users.bob].find(user => user.username === subject)
}

export function signIn(username: string, password: string): User | undefined {
  const user = userOf(username)
  return user?.password === password ? user : undefined
}
