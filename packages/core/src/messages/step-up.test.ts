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

it('is for those challenges only that say so', () => {
  expect(read('Bearer error="invalid_token", error_description="not insufficient_user_authentication"')).toBeUndefined()
})
