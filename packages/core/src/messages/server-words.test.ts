import { expect, it } from 'vitest'
import { harmless } from './server-words.js'

it.each(['No.', 'Où ça? Só — 1 €', 'नमस्ते', 'x'.repeat(300)])('words for people are told: %s', words => {
  expect(harmless(words, ['secret', ''])).toBe(words)
})

it.each(['', 'x'.repeat(301), 'two\nlines', '\u001b[2J', 'a\u0000', 'a\u202eb', 7, null, undefined])(
  'what is too long, cannot be printed or is no text is not: %j',
  words => {
    expect(harmless(words, [])).toBeUndefined()
  },
)

it('nothing is told that repeats a secret, however it is spelled', () => {
  for (const spelling of ['a secret/1', 'a+secret%2F1', 'a%20secret%2F1'])
    expect(harmless(`Wrong: ${spelling}!`, ['other', 'a secret/1'])).toBeUndefined()
  expect(harmless('Wrong: a secret', ['a secret/1'])).toBe('Wrong: a secret')
})
