import type { WatchedRealm } from './watch-realm.ts'

/** What was secret in a run of tests, and what was said in it. */
export interface SecretWatch extends WatchedRealm {
  /** Where something was said that was secret, without the secret. What was found once is forgotten. */
  leaks(): readonly string[]
  counts(): WatchCounts
}

export interface WatchCounts {
  readonly secrets: number
  readonly outputs: number
}

export function secretWatch(): SecretWatch {
  const secrets = new Map<string, string>()
  const outputs = new Set<string>()
  const leaking = (output: string) =>
    [...secrets].flatMap(([secret, name]) => (output.includes(secret) ? [told(name, secret, output)] : []))
  const watch: SecretWatch = {
    see: (name, value) => {
      if (isUnlikely(value)) for (const spelling of spellings(value)) secrets.set(spelling, name)
    },
    say: text => void outputs.add(text),
    visit: address => watch.say(withoutProtocol(address)),
    leaks: () => {
      const found = new Map([...outputs].map(output => [output, leaking(output)]))
      for (const [output, leaks] of found) if (leaks.length) outputs.delete(output)
      return [...found.values()].flat()
    },
    counts: () => ({ secrets: secrets.size, outputs: outputs.size }),
  }
  return watch
}

/**
 * What is shorter, a mere word, or the name of what every object has, which tests at random draw again and again, may stand in any sentence by
 * chance, and no server issues it.
 */
function isUnlikely(value: string): boolean {
  return value.trim().length >= 8 && /[^a-z]/i.test(value) && !(value in {})
}

/** As it is, and as a form or an address would write it. */
function spellings(secret: string): readonly string[] {
  const inForm = new URLSearchParams([['', secret]]).toString().slice(1)
  return [secret, inForm, inForm.replaceAll('+', '%20')]
}

function told(name: string, secret: string, output: string): string {
  const at = output.indexOf(secret)
  return `${output.slice(Math.max(0, at - 80), at)}[${name}]${output.slice(at + secret.length, at + secret.length + 80)}`
}

/** The answer to a sign-in comes in an address (RFC 6749 §4.1.2, §4.2.2), and a sign-out says whose it is (RP-Initiated Logout §2). */
function withoutProtocol(address: string): string {
  const isAnswer = /[?#&]state=/.test(address)
  const permitted = isAnswer
    ? /([?#&](?:code|access_token|id_token|id_token_hint)=)[^&#]*/g
    : /([?&]id_token_hint=)[^&#]*/g
  return address.replace(permitted, '$1')
}
