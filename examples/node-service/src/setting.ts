import { env } from 'node:process'

/** What the deployment says, in the environment: no secret stands in a file. Throws where it says nothing. */
export function setting(name: string): string {
  const value = env[name]
  if (!value) throw new Error(`Set ${name} in the environment.`)
  return value
}
