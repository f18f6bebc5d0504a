import { expect, it } from 'vitest'
import { stepUpIn } from './step-up.js'

const read = (header: string) => stepUpIn(header, 'https://api.example', 'a-token')
const error = 'error="insufficient_user_authentication"'

it('tells how the user has to sign in, times in milliseconds', () => {
  expect(read(`Bearer ${error}, acr_values="gold silver", max_age="5"`)).toMatchObject({
    code: 'step_up_required',
    serverError: 'insufficient_user_authentication',
    facts: { origin: 'https://api.example', acrValues: 'gold silver', maxAge: 5_000 },
    retryable: false,
  })
  expect(read(`Basic realm="x", max_age=9, DPoP ${error}, max_age=0`)?.facts).toMatchObject({ maxAge: 0 })
})

it('tells nothing that makes no sense, or repeats the token', () => {
  const facts = { acrValues: undefined, maxAge: undefined }
  for (const said of ['', ', max_age="-1"', ', max_age="soon", acr_values=""', ', acr_values="a-token"'])
    expect(read(`Bearer ${error}${said}`)?.facts).toMatchObject(facts)
})

it('tells ways to sign in of three hundred letters, and a time of ten digits, and no more', () => {
  const facts = (acr: string, age: string) => read(`Bearer ${error}, acr_values="${acr}", max_age=${age}`)?.facts
  expect(facts('a'.repeat(300), '9'.repeat(10))).toMatchObject({
    acrValues: 'a'.repeat(300),
    maxAge: 9_999_999_999_000,
  })
  expect(facts('a'.repeat(301), '9'.repeat(11))).toMatchObject({ acrValues: undefined, maxAge: undefined })
  for (const acr of ['a  b', ' a', 'a ', 'ä', 'a\tb', '\\"a', 'a \\"'])
    expect(facts(acr, '5x')).toMatchObject({ acrValues: undefined, maxAge: undefined })
  expect(facts('a bc d', 'x5')).toMatchObject({ acrValues: 'a bc d', maxAge: undefined })
})

it('is for those challenges only that say so', () => {
  expect(read('Bearer error="invalid_token", error_description="not insufficient_user_authentication"')).toBeUndefined()
})
