import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { pkce } from './pkce.js'

it('the challenge is the SHA-256 of a verifier that is never the same', async () => {
  const { codeVerifier, codeChallenge } = await pkce()
  expect(codeVerifier).toMatch(/^[\w.~-]{43,128}$/)
  expect(codeChallenge).toBe(createHash('sha256').update(codeVerifier).digest('base64url'))
  expect((await pkce()).codeVerifier).not.toBe(codeVerifier)
})
