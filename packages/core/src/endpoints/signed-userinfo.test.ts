import { SignJWT, UnsecuredJWT } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import { fakeFetch, json } from '../../test-support/fake-fetch.js'
import { type Signer, signer } from '../../test-support/id-tokens.js'
import type { SignedResponseAlgs } from '../messages/registration.js'
import { fetchSignedUserinfo } from './signed-userinfo.js'

const issuer = 'https://id.example'
const client = { server: { issuer, userinfoEndpoint: `${issuer}/me`, jwksUri: `${issuer}/keys` }, clientId: 'web' }
const claims = { iss: issuer, aud: 'web', sub: 'ada', name: 'Ada' }
let key: Signer
beforeAll(async () => {
  key = await signer('ES256', 'k1')
})

async function asked(answer: string | Promise<string>, subject = 'ada', algs: SignedResponseAlgs = {}) {
  const text = await answer
  const { fetch, requests } = fakeFetch(({ url }) =>
    url.endsWith('/keys') ? json({ keys: [key.jwk] }) : new Response(text),
  )
  const keys = { keys: [{ ...key.jwk, kid: 'old' }] }
  return {
    requests,
    user: fetchSignedUserinfo({ ...client, ...algs }, { accessToken: 'at', subject }, { fetch, keys }),
  }
}

describe('signed user info', () => {
  it('is asked for as such, and verified with new keys where the known ones do not fit', async () => {
    const { requests, user } = await asked(key.sign(claims))
    expect(await user).toEqual({ sub: 'ada', name: 'Ada' })
    expect(requests.map(({ url }) => url)).toEqual([`${issuer}/me`, `${issuer}/keys`])
    expect(requests[0]?.headers.get('accept')).toBe('application/jwt')
  })

  it('is taken only as it was registered, where that was said', async () => {
    const registered = async (alg: 'ES256' | 'RS256') =>
      (await asked(key.sign(claims), 'ada', { userinfoSignedResponseAlg: alg })).user
    expect(await registered('ES256')).toMatchObject({ sub: 'ada' })
    const expected = { code: 'userinfo_invalid', facts: { claim: 'signature' } }
    await expect(registered('RS256')).rejects.toMatchObject(expected)
  })

  it.each([
    ['iss', { iss: 'https://evil.example' }],
    ['iss', { iss: undefined }],
    ['aud', { aud: ['other'] }],
    ['aud', { aud: undefined }],
    ['sub', { sub: 'eve' }],
    ['sub', { sub: 7 }],
  ])('with a wrong %s is not taken: %o', async (claim, wrong) => {
    const { user } = await asked(key.sign({ ...claims, ...wrong }))
    await expect(user).rejects.toMatchObject({ code: 'userinfo_invalid', facts: { claim } })
  })

  it('that is not signed by the server is not taken', async () => {
    const plain = await asked(JSON.stringify(claims))
    await expect(plain.user).rejects.toMatchObject({ code: 'userinfo_invalid', facts: { reason: 'unsigned' } })
    const secret = new TextEncoder().encode(JSON.stringify(key.jwk))
    const forged = [
      new UnsecuredJWT(claims).encode(),
      new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'k1' }).sign(secret),
      (await signer('ES256', 'k1')).sign(claims),
    ]
    for (const answer of forged) {
      const { user } = await asked(answer)
      await expect(user).rejects.toMatchObject({ code: 'userinfo_invalid', facts: { claim: 'signature' } })
    }
  })
})
