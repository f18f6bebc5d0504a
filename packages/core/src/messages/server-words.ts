import { filled } from './json.js'

const longest = 300

/** What a server wrote for people, unless it repeats one of these secrets, is too long or is not printable. */
export function harmless(text: unknown, secrets: readonly string[]): string | undefined {
  const words = filled(text)
  if (!words || words.length > longest || /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(words)) return undefined
  return secrets.some(secret => secret !== '' && appearsIn(words, secret)) ? undefined : words
}

/** Also as a form or an address would write it. */
function appearsIn(words: string, secret: string): boolean {
  const encoded = new URLSearchParams([['', secret]]).toString().slice(1)
  return [secret, encoded, encoded.replaceAll('+', '%20')].some(spelling => words.includes(spelling))
}
